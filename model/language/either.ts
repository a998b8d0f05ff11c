import { describe } from './describe.ts';
import type { Leaf } from './leaves.ts';
import { ModelError } from './modelError.ts';
import type { Next } from './next.ts';
import {
  type Alternative,
  type Guard,
  guarded,
  type Operation,
  type Over,
  outcome,
  type Then,
} from './operation.ts';
import type { Row } from './pointer.ts';

/** One branch of `either`. */
export interface Branch<S, L, G extends string = never> {
  readonly alternative: Alternative;
  readonly otherwise: boolean;
  readonly '~needs'?: (state: S, my: L) => void;
  readonly '~goto'?: G;
}

/** A branch that may be taken when its guard holds. */
export function on<S, L, G extends string = never>(
  guard: Guard<S, L>,
  then?: Then<S, L, G>,
): Branch<S, L, NoInfer<G>> {
  return { alternative: guarded(guard, then), otherwise: false };
}

/** What the recipes of a branch get that chooses: a row, a value, or a list with one of each. */
export type Chosen<O> = O extends string
  ? ChosenRow<O>
  : O extends Leaf<infer V>
    ? V
    : O extends readonly unknown[]
      ? { readonly [I in keyof O]: Chosen<O[I]> }
      : never;

/** A row of a table within rows comes with the rows around it. */
type ChosenRow<T extends string> = T extends `${string}[].${string}` ? RowsOnPath<T> : Row<LastName<T>>;
type RowsOnPath<T extends string> = T extends `${infer First}[].${infer Rest}`
  ? readonly [Row<LastName<First>>, ...RowsOnPath<Rest>]
  : readonly [Row<LastName<T>>];
type LastName<T extends string> = T extends `${string}.${infer Rest}` ? LastName<Rest> : T;

/**
 * A branch for each of several choices for which the guard holds; guard and effect get what is chosen third. `over` says
 * what is chosen from: `'page'` is the rows of that table, `'zspage[].obj'` those of a table within rows, given as
 * `[zspage, obj]`; a leaf is its values, `any(range(1, 3), …)`; a list is one of each, `any(['page', bool()], …)`.
 */
export function any<S, L, const T extends Over, const G extends string = never>(
  over: T,
  guard: (state: S, my: L, chosen: Chosen<T>) => boolean,
  then?: ((state: S, my: L, chosen: Chosen<T>) => unknown) | Operation<S, L, G>,
  label?: G,
): Branch<S, L, NoInfer<G>> {
  const branch = guarded(guard, then);
  const next: Next = label === undefined ? branch.next : { kind: 'goto', label };
  return { alternative: { ...branch, over, next }, otherwise: false };
}

/** As `any` of the rows of a table, for a primitive that is given the name of the table. */
export const anyRow = <S, L, T extends string>(
  table: T,
  guard: (state: S, my: L, row: Row<T>) => boolean,
  then?: (state: S, my: L, row: Row<T>) => unknown,
): Branch<S, L> => any(table, guard as never, then as never);

/** The branch that is taken when no other one can be. */
export function otherwise<S, L, G extends string = never>(then?: Then<S, L, G>): Branch<S, L, NoInfer<G>> {
  return { alternative: outcome(then), otherwise: true };
}

/**
 * Any one of the branches that can be taken; the thread blocks when none can.
 * @throws ModelError for what is no branch, and for a second otherwise()
 */
export function either<S, L, G extends string = never>(
  ...branches: readonly Branch<S, L, G>[]
): Operation<S, L, G> {
  for (const branch of branches as readonly unknown[]) {
    if (typeof branch !== 'object' || branch === null || !('alternative' in branch))
      throw new ModelError(
        `either: one of its branches is ${describe(branch)}; allowed: on(), any(), otherwise()`,
      );
  }
  const alternatives = branches.filter((b) => !b.otherwise).map((b) => b.alternative);
  const last = branches.filter((b) => b.otherwise);
  if (last.length > 1) throw new ModelError('either: it has two otherwise branches; allowed: one');
  const operation: Operation<S, L, G> = { kind: 'operation', form: 'either', alternatives };
  return last[0] === undefined ? operation : { ...operation, otherwise: last[0].alternative };
}
