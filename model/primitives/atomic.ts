import {
  atomically,
  describe,
  ModelError,
  type Operation,
  oneStep,
  spin,
  unless,
} from '../language/index.ts';
import { cmpxchg } from './cmpxchg.ts';
import { named } from './named.ts';
import { acquire, aSpinlock, type LockOf, type Spinlock } from './spinlock.ts';
import type { Current, Tasks } from './task.ts';

/** Finds the row that has the counter. What it loads on the way there is loaded beside the counter's own access. */
export type CounterOf<S, L, F extends string> = (state: S, my: L) => { [K in F]: number };

/** The row, if it has the counter; throws ModelError where the compiler was not asked. */
export function counted<R extends { [K in F]: number }, F extends string>(row: R, field: F): R {
  if (typeof row === 'object' && row !== null && field in row) return row;
  throw new ModelError(
    `what it counts in is ${describe(row)} without a field '${field}'; allowed: a row or record that has the counter`,
  );
}

/**
 * atomic_inc(&row->field): one access.
 * include/linux/atomic.h
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * get_page: atomic_inc((s, my) => deref(s.page, my.page), 'count'),
 * 'page->mapped++': (s, my) => { deref(s.page, my.page).mapped++; },
 * put_page: unless(atomic_dec_and_test((s, my) => deref(s.page, my.page), 'count'), 'return'),
 */
export const atomic_inc = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('atomic_inc', (state: S, my: L): void => {
    const row = counted(rowOf(state, my), field);
    atomically(() => {
      row[field]++;
    });
  });

/**
 * atomic_inc_not_zero(&row->field), one access: returns false, and counts nothing, where the counter is zero.
 * include/linux/atomic.h
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * find_page: (s, my) => { my.page = s.slot[0]!.page; },
 * get_page_unless_zero: unless(atomic_inc_not_zero((s, my) => deref(s.page, my.page), 'count'), 'return'),
 * 'slot->page == page': unless((s, my) => s.slot[0]!.page === my.page, 'out'),
 */
export const atomic_inc_not_zero = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('atomic_inc_not_zero', (state: S, my: L): boolean => {
    const row = counted(rowOf(state, my), field);
    return atomically(() => {
      const old = row[field];
      if (old === 0) return false;
      row[field] = old + 1;
      return true;
    });
  });

/**
 * atomic_dec(&row->field): one access, which says nothing of what is left.
 * include/linux/atomic.h
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * __put_page: atomic_dec((s, my) => deref(s.page, my.page), 'count'),
 */
export const atomic_dec = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('atomic_dec', (state: S, my: L): void => {
    const row = counted(rowOf(state, my), field);
    atomically(() => {
      row[field]--;
    });
  });

/**
 * atomic_add_unless(&row->field, n, not), one access: returns false, and adds nothing, where the counter is `not`.
 * include/linux/atomic.h
 * @param rowOf finds the row
 * @param field the name of its counter
 * @param n what is added; it may be negative
 * @param not what the counter must not be
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * page_cache_add_speculative: unless(atomic_add_unless((s, my) => deref(s.page, my.page), 'count', 2, 0), 'out'),
 * 'atomic_dec_unless_one': unless(atomic_add_unless((s, my) => deref(s.page, my.page), 'count', -1, 1), 'free'),
 */
export const atomic_add_unless = <S, L, F extends string>(
  rowOf: CounterOf<S, L, F>,
  field: F,
  n: number,
  not: number,
) =>
  named('atomic_add_unless', (state: S, my: L): boolean => {
    const row = counted(rowOf(state, my), field);
    return atomically(() => {
      const old = row[field];
      if (old === not) return false;
      row[field] = old + n;
      return true;
    });
  });

/**
 * atomic_dec_and_test(&row->field), one access: returns whether the counter came down to zero.
 * include/linux/atomic.h
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * put_page_testzero: unless(atomic_dec_and_test((s, my) => deref(s.page, my.page), 'count'), 'return'),
 * BUG_ON: (s, my) => BUG_ON(deref(s.page, my.page).mapped > 0, 'page_mapped(page)'),
 * free_hot_page: (s) => { s.nr_free++; },
 */
export const atomic_dec_and_test = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('atomic_dec_and_test', (state: S, my: L): boolean => {
    const row = counted(rowOf(state, my), field);
    return atomically(() => {
      const left = row[field] - 1;
      row[field] = left;
      return left === 0;
    });
  });

/**
 * atomic_cmpxchg(&row->field, old, new), one access: cmpxchg() of a counter.
 * include/linux/atomic.h
 * @throws ModelError, when it is run, where what rowOf finds has no such field
 * @example
 * page_ref_count: unless((s, my) => deref(s.page, my.page).count === 1, 'out'),
 * atomic_cmpxchg: unless(atomic_cmpxchg((s, my) => deref(s.page, my.page), 'count', 1, 0), 'out'),
 * free_page: (s) => { s.nr_free++; },
 */
export const atomic_cmpxchg = cmpxchg;

/**
 * `if (!atomic_dec_and_lock(&row->field, &lock)) goto label;`: the lock is held afterwards exactly where the counter
 * came down to zero. One step: a counter that stays above zero is one locked instruction; where it may not, the lock is
 * taken before it is decremented, and that it was taken a little earlier only delays others. lib/dec_and_lock.c
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field, or what lockOf finds no spinlock
 * @example
 * atomic_dec_and_lock: unless_dec_and_lock((s, my) => deref(s.anon_vma, my.anon_vma), 'refcount', (s) => s.lock, 'return'),
 * anon_vma_free: (s, my) => kmem_cache_free(deref(s.anon_vma, my.anon_vma), s),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export function unless_dec_and_lock<S, L, F extends string, const G extends string>(
  rowOf: CounterOf<S, L, F>,
  field: F,
  lockOf: LockOf<S, L, Spinlock>,
  label: G,
): Operation<S & Tasks, L & Current, G> {
  const atomic_dec_and_lock = (state: S & Tasks, my: L & Current): boolean => {
    const row = counted(rowOf(state, my), field);
    const left = row[field] - 1;
    row[field] = left;
    if (left > 0) return false;
    acquire(aSpinlock(lockOf(state, my)), state, my);
    return true;
  };
  return oneStep(
    'lib/dec_and_lock.c: the decrement is one locked instruction, and the lock that is taken before it only delays others',
    spin<S & Tasks, L & Current, G>(
      (state, my) => {
        const { owner } = aSpinlock(lockOf(state, my));
        return counted(rowOf(state, my), field)[field] !== 1 || owner === null || owner === my.current;
      },
      unless(atomic_dec_and_lock, label),
    ),
  );
}
