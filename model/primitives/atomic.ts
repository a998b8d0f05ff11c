import { type Operation, spin, unless } from '../language/index.ts';
import { named } from './named.ts';
import { acquire, type LockOf, type Spinlock } from './spinlock.ts';
import type { Current, Tasks } from './task.ts';

/** Finds the row that has the counter. */
export type CounterOf<S, L, F extends string> = (state: S, my: L) => { [K in F]: number };

/** atomic_inc(&row->field). */
export const atomic_inc = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('atomic_inc', (state: S, my: L): void => {
    const row = rowOf(state, my);
    row[field]++;
  });

/** atomic_inc_not_zero(&row->field): returns false, and counts nothing, where the counter is zero. */
export const atomic_inc_not_zero = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('atomic_inc_not_zero', (state: S, my: L): boolean => {
    const row = rowOf(state, my);
    if (row[field] === 0) return false;
    row[field]++;
    return true;
  });

/** atomic_dec_and_test(&row->field): returns whether the counter came down to zero. */
export const atomic_dec_and_test = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('atomic_dec_and_test', (state: S, my: L): boolean => {
    const row = rowOf(state, my);
    row[field]--;
    return row[field] === 0;
  });

/**
 * `if (!atomic_dec_and_lock(&row->field, &lock)) goto label;`: the lock is held afterwards exactly where the counter
 * came down to zero. One step: the slow path's taking, testing and giving up of the lock cannot be told from it.
 * lib/dec_and_lock.c
 */
export function unless_dec_and_lock<S, L, F extends string, const G extends string>(
  rowOf: CounterOf<S, L, F>,
  field: F,
  lockOf: LockOf<S, L, Spinlock>,
  label: G,
): Operation<S & Tasks, L & Current, G> {
  const atomic_dec_and_lock = (state: S & Tasks, my: L & Current): boolean => {
    const row = rowOf(state, my);
    row[field]--;
    if (row[field] > 0) return false;
    acquire(lockOf(state, my), state, my);
    return true;
  };
  return spin<S & Tasks, L & Current, G>(
    (state, my) => {
      const { owner } = lockOf(state, my);
      return rowOf(state, my)[field] !== 1 || owner === null || owner === my.current;
    },
    unless(atomic_dec_and_lock, label),
  );
}
