import { allowedNames, ModelError, type Threads, type ThreadView } from '../../model/language/index.ts';
import type { FlatLabel } from './body.ts';
import { type Asked, end, Places } from './places.ts';
import type { Program } from './program.ts';

const standing = Symbol('label');

/** How the state of a thread is read. */
export interface ThreadReader {
  /** The index of the label that it stands before. */
  label(): number;
  /** Parameters and locals of its function. */
  readonly my: object;
  /** The number of the other thread that keeps its CPU, if one does. */
  heldOffBy(): number | undefined;
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
      threads.map((_, i) => new View(this.#program, i, this.#places[i]!, readerOf(i))),
    );
  }
}

/** One class for all: what properties ask of different threads is then one thing to the engine of JavaScript. */
class View implements ThreadView {
  readonly name: string;
  readonly fn: string;
  readonly #program: Program;
  readonly #index: number;
  readonly #last: number;
  readonly #places: Places;
  readonly #reader: ThreadReader;

  constructor(program: Program, index: number, places: Places, reader: ThreadReader) {
    const { name, body } = program.threads[index]!;
    this.name = name;
    this.fn = body.fn;
    this.#program = program;
    this.#index = index;
    this.#last = body.labels.length;
    this.#places = places;
    this.#reader = reader;
    Object.freeze(this);
  }
  get my(): object {
    return this.#reader.my;
  }

  get ended(): boolean {
    return this.#reader.label() === this.#last;
  }

  get settled(): boolean {
    const label = this.#reader.label();
    return label === this.#last || (label === 0 && this.#program.threads[this.#index]!.optional);
  }

  get heldOffBy(): string | undefined {
    const holder = this.#reader.heldOffBy();
    return holder === undefined ? undefined : this.#program.threads[holder]!.name;
  }

  get label(): string {
    return this[standing]?.name ?? end;
  }

  get [standing](): FlatLabel | undefined {
    return this.#labels()[this.#reader.label()];
  }

  at(asked: Asked): boolean {
    return this.#places.has(asked, this.#reader.label(), true);
  }

  mayBeAt(asked: Asked): boolean {
    return this.#places.has(asked, this.#reader.label(), false);
  }

  #labels() {
    return this.#program.threads[this.#index]!.body.labels;
  }
}

/** The label before which a thread stands; undefined where it has ended. */
export const standingAt = (view: ThreadView): FlatLabel | undefined => (view as View)[standing];

/** Its name, or 'end', for messages. */
export const labelOf = (view: ThreadView): string => standingAt(view)?.name ?? end;

/** An error for a local of a thread that has ended; `path` is the local with its function, `f: failed`. */
export const localGone = (path: string): ModelError =>
  new ModelError(
    `${path}: the thread has ended, and its locals are gone; allowed: its parameters, or to ask whether it has ended first`,
  );

/** The views as an array that has them by name too. */
export function byName(names: readonly string[], views: readonly ThreadView[]): Threads {
  const all = [...views];
  // A thread that is called as a method of arrays takes its place.
  names.forEach((name, i) => {
    Object.defineProperty(all, name, { value: views[i] });
  });
  // Not frozen: every() of a frozen array takes several times as long.
  return all as unknown as Threads;
}

/** The same threads, where a name that none has is a mistake; what is asked of them so takes several times as long. */
export const namesChecked = (threads: Threads): Threads =>
  new Proxy(threads, {
    get: (target, key) => {
      if (typeof key === 'symbol' || key in target || key === 'toJSON') return Reflect.get(target, key);
      const names = [...target].map(({ name }) => name);
      throw new ModelError(`it has no thread '${key}'; ${allowedNames(key, names)}`);
    },
  });

/** Whether the end is reached, as far as the threads are concerned. */
export function allSettled(threads: Threads): boolean {
  for (const thread of threads) if (!thread.settled) return false;
  return true;
}
