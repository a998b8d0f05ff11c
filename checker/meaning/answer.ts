import { Violation } from '../../model/language/index.ts';
import { decode, encode } from '../program/domain.ts';
import type { Field } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import { runRecipe, type Step } from '../program/step.ts';
import { type Looking, myView, recordView } from './viewOf.ts';

/** A field that a recipe looked at, and the value that it found. */
export interface Read {
  readonly field: Field;
  readonly value: unknown;
}

/** A field that a recipe read or wrote. */
export interface Touched {
  readonly field: Field;
  readonly kind: 'read' | 'write';
}

/** The parts of a step that ask and change the state. */
export type RecipeKind = 'guard' | 'effect';

/** What a recipe answers in a state, and what it had to look at for that, in the order in which it did. */
export interface Answer {
  /** What the recipe is called; empty where it has no name of its own. */
  readonly name: string;
  /** Undefined where it gives up. */
  readonly result: unknown;
  /** Whether it breaks a check by itself. */
  readonly threw: boolean;
  /** The fields that it read before it wrote them, each once. */
  readonly reads: readonly Read[];
  /** Every touch of a field of the shared state, in order. */
  readonly touched: readonly Touched[];
  /** The names of the slots of its thread that it wrote. */
  readonly wroteLocals: readonly string[];
}

/**
 * Runs the guard or the effect of a step on a copy of the state, without any check, and watches what it reads.
 * Undefined where the step has none.
 */
export function answer(program: Program, state: State, step: Step, part: RecipeKind): Answer | undefined {
  const { thread, label, branch } = step;
  const recipe = branch.alternative[part];
  if (recipe === undefined) return undefined;
  const { name } = recipe;
  const { reads, touched, wroteLocals, looking } = watch(program);
  const watched = { name, reads, touched, wroteLocals };
  const shared = recordView(program.schema, structuredClone(state.shared), '', looking);
  const slots = { ...state.threads[thread.index]!.slots };
  const my = myView(thread, thread.body.names[label.names]!, slots, thread.name, looking);
  try {
    return { ...watched, result: runRecipe(recipe, shared, my, step), threw: false };
  } catch (error) {
    if (!(error instanceof Violation) && error !== outside) throw error;
    return { ...watched, result: undefined, threw: error !== outside };
  }
}

/** Asks about shared states, and says which fields that looked at, in order, the same one as often as it did. */
export function readsOf(
  program: Program,
  states: readonly State[],
  question: (shared: readonly object[]) => unknown,
): readonly Field[] {
  const { touched, looking } = watch(program);
  question(states.map(({ shared }) => recordView(program.schema, structuredClone(shared), '', looking)));
  return touched.map(({ field }) => field);
}

/** Ends a recipe where it assigns what a field cannot hold: what it would do with that is no part of the machine. */
const outside = new Error('an assignment outside the domain');

function watch({ fieldAt }: Program): {
  reads: Read[];
  touched: Touched[];
  wroteLocals: string[];
  looking: Looking;
} {
  const wroteLocals: string[] = [];
  const reads: Read[] = [];
  const touched: Touched[] = [];
  const known = new Set<Field>();
  const looking: Looking = {
    leaf: ({ leaf, values, key, path }) => {
      const field = fieldAt.get(path)!;
      const touch = (kind: Touched['kind']) => {
        if (field.thread === undefined) touched.push({ field, kind });
        known.add(field);
      };
      return {
        get: () => {
          // What the recipe has written itself tells nothing about the state that it found.
          if (!known.has(field)) reads.push({ field, value: values[key] });
          touch('read');
          return values[key];
        },
        set: (value) => {
          touch('write');
          if (field.thread !== undefined) wroteLocals.push(key);
          const code = encode(leaf, value);
          if (code === undefined) throw outside;
          values[key] = decode(leaf, code);
        },
      };
    },
  };
  return { reads, touched, wroteLocals, looking };
}
