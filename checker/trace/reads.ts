import type { Recipe } from '../../model/language/index.ts';
import { show } from '../engine/domain.ts';
import type { Program } from '../engine/program.ts';
import type { SizedLeaf, SizedNode, SizedRecord } from '../engine/schema.ts';
import type { Action, PlainRecord, State } from '../engine/state.ts';

/** A field that a recipe looked at, and the value that it found, as reports write it. */
export interface Read {
  readonly path: string;
  readonly value: string;
}

/** What a recipe answers in a state, and what it had to look at for that, in the order in which it did. */
export interface Answer {
  /** Undefined where it throws. */
  readonly result: unknown;
  readonly reads: readonly Read[];
}

/** Runs a guard or an effect of an action on a copy of the state, without any check, and watches what it reads. */
export function ask(program: Program, state: State, { thread, label, row }: Action, recipe: Recipe): Answer {
  const watch = new Watch();
  const shared = watch.record(program.schema, structuredClone(state.shared), '');
  const my = watch.thread(program, state, thread, label);
  const reads = watch.reads;
  try {
    return { result: recipe(shared, my, row), reads };
  } catch {
    return { result: undefined, reads };
  }
}

class Watch {
  readonly reads: Read[] = [];
  readonly #touched = new Set<string>();

  record({ fields }: SizedRecord, value: PlainRecord, path: string): object {
    const view = {};
    for (const [field, node] of fields) {
      this.#define(view, field, node, value, path === '' ? field : `${path}.${field}`);
    }
    return view;
  }

  thread(program: Program, state: State, index: number, label: number): object {
    const { body, context, arguments: given, name } = program.threads[index]!;
    const slots = { ...state.threads[index]!.slots };
    const view = { current: index, context };
    for (const [local, place] of body.names[body.labels[label]!.names]!) {
      if (place.kind === 'argument') {
        Object.assign(view, { [local]: given[place.name] });
        continue;
      }
      const slot = body.slots[place.slot]!;
      this.#leaf(view, local, slot.leaf, slots, slot.name, `${name}: ${slot.name}`);
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

  #leaf(view: object, as: string, leaf: SizedLeaf, values: PlainRecord, field: string, path: string): void {
    Object.defineProperty(view, as, {
      enumerable: true,
      get: () => {
        // What the recipe has written itself tells nothing about the state that it found.
        if (!this.#touched.has(path)) this.reads.push({ path, value: show(leaf, values[field]) });
        this.#touched.add(path);
        return values[field];
      },
      set: (value: unknown) => {
        this.#touched.add(path);
        values[field] = value;
      },
    });
  }
}
