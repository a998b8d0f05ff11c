import { allowedNames, ModelError, type Threads, type ThreadView } from '../../model/language/index.ts';
import type { FlatLabel } from './body.ts';
import { type Asked, end, Places } from './places.ts';
import type { Program } from './program.ts';

/** How the state of a thread is read. */
export interface ThreadReader {
  /** The index of the label that it stands before. */
  label(): number;
  /** Parameters and locals of its function. */
  readonly my: object;
  /** The number of the other thread that keeps its CPU, if one does. */
  heldOffBy(): number | undefined;
}

/** A property has read the label of a thread, to compare it by itself. */
export class LabelRead extends Error {
  readonly thread: string;
  readonly labels: readonly string[];

  constructor(thread: string, labels: readonly string[]) {
    super(`it reads the label of thread ${thread}`);
    this.thread = thread;
    this.labels = labels;
  }
}

/** Makes what properties see of the threads, in their order and by name. */
export class ThreadViews {
  readonly #program: Program;
  readonly #places: readonly Places[];

  constructor(program: Program) {
    this.#program = program;
    this.#places = program.threads.map((thread) => new Places(program, thread));
  }

  of(readerOf: (thread: number) => ThreadReader): Threads {
    const { threads } = this.#program;
    return byName(
      threads.map(({ name }) => name),
      threads.map((_, i) => this.#view(i, readerOf(i))),
    );
  }

  #view(index: number, { label, my, heldOffBy }: ThreadReader): ThreadView {
    const { threads, cpus } = this.#program;
    const { name, body, optional } = threads[index]!;
    const places = this.#places[index]!;
    const last = body.labels.length;
    const view = {
      name,
      fn: body.fn,
      get ended() {
        return label() === last;
      },
      get settled() {
        return label() === last || (optional && label() === 0);
      },
      my,
      at: (asked: Asked) => places.has(asked, label(), true),
      mayBeAt: (asked: Asked) => places.has(asked, label(), false),
    };
    const hidden = (key: PropertyKey, get: () => unknown) => Object.defineProperty(view, key, { get });
    hidden(standing, () => body.labels[label()]);
    hidden('label', () => {
      throw new LabelRead(name, [...body.labels.map((own) => own.name), end]);
    });
    if (cpus.some((cpu) => cpu.threads.includes(index))) {
      const get = () => {
        const holder = heldOffBy();
        return holder === undefined ? undefined : threads[holder]!.name;
      };
      Object.defineProperty(view, 'heldOffBy', { get, enumerable: true });
    }
    return Object.freeze(view);
  }
}

const standing = Symbol('label');

/** The label before which a thread stands; undefined where it has ended. */
export const standingAt = (view: ThreadView): FlatLabel | undefined =>
  (view as { readonly [standing]?: FlatLabel })[standing];

/** Its name, or 'end', for messages. */
export const labelOf = (view: ThreadView): string => standingAt(view)?.name ?? end;

/** An error for a local of a thread that has ended; `path` is the local with its function, `f: failed`. */
export const localGone = (path: string): ModelError =>
  new ModelError(
    `${path}: the thread has ended, and its locals are gone; allowed: its parameters, or to ask whether it has ended first`,
  );

/** The views as an array that has them by name too, and knows no other names. */
function byName(names: readonly string[], views: readonly ThreadView[]): Threads {
  const all = [...views];
  // What properties use most stays within reach of the engine: only other names go through the proxy.
  for (const key of usual)
    Object.defineProperty(all, key, { value: Array.prototype[key], configurable: true });
  // A thread that is called as a method of arrays takes its place.
  names.forEach((name, i) => {
    Object.defineProperty(all, name, { value: views[i] });
  });
  Object.setPrototypeOf(
    all,
    new Proxy(Array.prototype, {
      get: (target, key, receiver) => {
        if (typeof key === 'symbol' || key in target || key === 'toJSON')
          return Reflect.get(target, key, receiver);
        throw new ModelError(`it has no thread '${key}'; ${allowedNames(key, names)}`);
      },
    }),
  );
  return Object.freeze(all) as unknown as Threads;
}

const usual = ['every', 'some', 'find', 'filter', 'map', Symbol.iterator] as const;
