import type { Recipe } from '../../model/language/index.ts';
import { show } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import type { SizedLeaf, SizedNode, SizedRecord } from '../program/sizedSchema.ts';
import type { Action, PlainRecord, State } from '../program/state.ts';

/** A field that a recipe looked at, and the value that it found, as reports write it. */
export interface Read {
  readonly path: string;
  readonly value: string;
}

/** A field that a recipe read or wrote. */
export interface Touched {
  readonly path: string;
  readonly kind: 'read' | 'write';
}

/** What a recipe answers in a state, and what it had to look at for that, in the order in which it did. */
export interface Answer {
  /** Undefined where it throws. */
  readonly result: unknown;
  readonly threw: boolean;
  readonly reads: readonly Read[];
  /** Every touch of a field of the shared state, in order. */
  readonly touched: readonly Touched[];
}

/** Runs a guard or an effect of an action on a copy of the state, without any check, and watches what it reads. */
export function ask(program: Program, state: State, { thread, label, row }: Action, recipe: Recipe): Answer {
  const watch = new Watch();
  const shared = watch.record(program.schema, structuredClone(state.shared), '');
  const my = watch.thread(program, state, thread, label);
  const { reads, touched } = watch;
  try {
    return { result: recipe(shared, my, row), threw: false, reads, touched };
  } catch {
    return { result: undefined, threw: true, reads, touched };
  }
}

/** Asks about shared states and says which fields that looked at, in order, the same one as often as it did. */
export function readsOf(
  program: Program,
  states: readonly State[],
  question: (shared: readonly object[]) => unknown,
): readonly string[] {
  const watch = new Watch();
  question(states.map(({ shared }) => watch.record(program.schema, structuredClone(shared), '')));
  return watch.touched.map(({ path }) => path);
}

class Watch {
  readonly reads: Read[] = [];
  readonly touched: Touched[] = [];
  readonly #known = new Set<string>();

  record({ fields }: SizedRecord, value: PlainRecord, path: string): object {
    const view = {};
    for (const [field, node] of fields) {
      this.#define(view, field, node, value, path === '' ? field : `${path}.${field}`);
    }
    return view;
  }

  thread(program: Program, state: State, index: number, label: number): object {
    const { body, context, cpu, arguments: given, name } = program.threads[index]!;
    const slots = { ...state.threads[index]!.slots };
    const view = { current: index, context, cpu };
    for (const [local, place] of body.names[body.labels[label]!.names]!) {
      if (place.kind === 'argument') {
        Object.assign(view, { [local]: given[place.name] });
        continue;
      }
      const slot = body.slots[place.slot]!;
      this.#leaf(view, local, slot.leaf, slots, slot.name, `${name}: ${slot.name}`, []);
    }
    return view;
  }

  #define(view: object, field: string, node: SizedNode, value: PlainRecord, path: string): void {
    if (node.kind === 'leaf') {
      this.#leaf(view, field, node, value, field, path);
      return;
    }
    const get = () =>
      node.kind === 'record'
        ? this.record(node, value[field] as PlainRecord, path)
        : (value[field] as PlainRecord[]).map((row, i) => this.record(node.row, row, `${path}[${i}]`));
    Object.defineProperty(view, field, { get, enumerable: true });
  }

  #leaf(
    view: object,
    as: string,
    leaf: SizedLeaf,
    values: PlainRecord,
    field: string,
    path: string,
    touched: Touched[] = this.touched,
  ): void {
    Object.defineProperty(view, as, {
      enumerable: true,
      get: () => {
        // What the recipe has written itself tells nothing about the state that it found.
        if (!this.#known.has(path)) this.reads.push({ path, value: show(leaf, values[field]) });
        this.#known.add(path);
        touched.push({ path, kind: 'read' });
        return values[field];
      },
      set: (value: unknown) => {
        this.#known.add(path);
        touched.push({ path, kind: 'write' });
        values[field] = value;
      },
    });
  }
}
