import { describe } from './describe.ts';
import { ModelError } from './modelError.ts';
import type { Next } from './next.ts';
import { type Alternative, type Guard, guarded, type Operation, outcome, type Then } from './operation.ts';
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

/** A branch for each row of a table for which the guard holds; guard and effect get the row's number third. */
export function any<S, L, const T extends string, const G extends string = never>(
  over: T,
  guard: (state: S, my: L, row: Row<T>) => boolean,
  then?: ((state: S, my: L, row: Row<T>) => unknown) | Operation<S, L, G>,
  label?: G,
): Branch<S, L, NoInfer<G>> {
  const branch = guarded(guard, then);
  const next: Next = label === undefined ? branch.next : { kind: 'goto', label };
  return { alternative: { ...branch, over, next }, otherwise: false };
}

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
