import { atomically, violate } from '../language/index.ts';
import { atomic_inc_not_zero, type CounterOf, counted } from './atomic.ts';
import { named } from './named.ts';

/*
 * refcount_t (since 4.11): a counter in a `count` field that warns where a plain atomic_t goes on. Each warning is a
 * violation of the check 'refcount'. Saturation is the bound of the field, and its violation the check 'domain'.
 * include/linux/refcount.h, lib/refcount.c
 */

/**
 * refcount_inc(&row->field), one access: for callers that hold a reference already, so that the count is not zero.
 * include/linux/refcount.h, lib/refcount.c
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * refcount_inc: refcount_inc((s, my) => deref(s.anon_vma, my.anon_vma), 'refcount'),
 * 'vma->anon_vma = anon_vma': (s, my) => { s.vma[0]!.anon_vma = my.anon_vma; },
 * refcount_dec_and_test: unless(refcount_dec_and_test((s, my) => deref(s.anon_vma, my.anon_vma), 'refcount'), 'return'),
 */
export const refcount_inc = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('refcount_inc', (state: S, my: L): void => {
    const row = counted(rowOf(state, my), field);
    atomically(() => {
      const old = row[field];
      if (old === 0) violate('refcount', `refcount_t: addition on 0; use-after-free (${field})`);
      row[field] = old + 1;
    });
  });

/**
 * refcount_inc_not_zero(&row->field), one access: returns false, and counts nothing, where the count is zero.
 * include/linux/refcount.h, lib/refcount.c
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * 'vma->anon_vma': (s, my) => { my.anon_vma = s.vma[0]!.anon_vma; },
 * refcount_inc_not_zero: unless(refcount_inc_not_zero((s, my) => deref(s.anon_vma, my.anon_vma), 'refcount'), 'out'),
 * rcu_read_unlock,
 */
export const refcount_inc_not_zero = atomic_inc_not_zero;

/**
 * refcount_dec_and_test(&row->field), one access: returns whether the count came down to zero.
 * include/linux/refcount.h, lib/refcount.c
 * @throws ModelError, when it is run, where what rowOf finds is no row with the field
 * @example
 * refcount_inc: refcount_inc((s, my) => deref(s.anon_vma, my.anon_vma), 'refcount'),
 * 'vma->anon_vma = anon_vma': (s, my) => { s.vma[0]!.anon_vma = my.anon_vma; },
 * refcount_dec_and_test: unless(refcount_dec_and_test((s, my) => deref(s.anon_vma, my.anon_vma), 'refcount'), 'return'),
 */
export const refcount_dec_and_test = <S, L, F extends string>(rowOf: CounterOf<S, L, F>, field: F) =>
  named('refcount_dec_and_test', (state: S, my: L): boolean => {
    const row = counted(rowOf(state, my), field);
    return atomically(() => {
      const old = row[field];
      if (old === 0) violate('refcount', `refcount_t: underflow; use-after-free (${field})`);
      row[field] = old - 1;
      return old === 1;
    });
  });
