import { atomically, describe, ModelError } from '../language/index.ts';
import { named } from './named.ts';

/** A row or record that has the field. */
export type Having<F extends string> = { [K in F]: unknown };

/** Finds the row or record that has the field: with the name of the field, the `&row->field` of a C line. */
export type RowOf<S, L, W> = (state: S, my: L) => W;

/** A value of a field: as it is, or found in what the thread has loaded. */
export type ValueFor<L, V> = V | ((my: L) => V);

/** The value of a ValueFor. */
export const valueFor = <L, V>(given: ValueFor<L, V>, my: L): V =>
  typeof given === 'function' ? (given as (my: L) => V)(my) : given;

/** The row, if it has the field; throws ModelError where the compiler was not asked. */
function having<W>(row: W, field: PropertyKey): W {
  if (typeof row === 'object' && row !== null && field in row) return row;
  throw new ModelError(
    `what it exchanges is in ${describe(row)} without a field '${String(field)}'; allowed: a row or record that has the field`,
  );
}

/**
 * xchg(&row->field, new): stores the new value and returns the old one, which `keep` stores, in one access.
 * include/asm-generic/cmpxchg.h
 * @param rowOf finds the row
 * @param field the name of its field
 * @param value the new value
 * @param keep what is done with the old one; it is the thread's own
 * @throws ModelError, when it is run, where what rowOf finds has no such field
 * @example
 * 'page = xchg(&slot->page, NULL)': xchg((s) => s.slot[0]!, 'page', null, (my, old) => { my.page = old; }),
 * '!page': unless((_s, my) => my.page !== null, 'out'),
 * put_page: atomic_dec_and_test((s, my) => deref(s.page, my.page), 'count'),
 */
export const xchg = <S, L, W extends Having<F>, const F extends string>(
  rowOf: RowOf<S, L, W>,
  field: F,
  value: ValueFor<L, W[F]>,
  keep?: (my: L, old: W[F]) => void,
) =>
  named('xchg', (state: S, my: L): void => {
    const row = having(rowOf(state, my), field);
    const next = valueFor(value, my);
    const old = atomically(() => {
      const old = row[field];
      row[field] = next;
      return old;
    });
    keep?.(my, old);
  });

/**
 * cmpxchg(&row->field, old, new): stores the new value where the field has the old one, in one access. What C returns, the
 * value that was there, is for `keep`; as a test it says whether that was the old one, so that the new one is stored. That
 * the field was something else meanwhile, and is back, it cannot know.
 * include/asm-generic/cmpxchg.h
 * @param rowOf finds the row
 * @param field the name of its field
 * @param old the value that it has to have
 * @param value the new value
 * @param keep what is done with the value that was there
 * @throws ModelError, when it is run, where what rowOf finds has no such field
 * @example
 * 'old = READ_ONCE(slot->page)': (s, my) => { my.page = s.slot[0]!.page; },
 * 'cmpxchg(&slot->page, old, NULL) == old': unless(cmpxchg((s) => s.slot[0]!, 'page', (my) => my.page, null), 'out'),
 * put_page: atomic_dec_and_test((s, my) => deref(s.page, my.page), 'count'),
 */
export const cmpxchg = <S, L, W extends Having<F>, const F extends string>(
  rowOf: RowOf<S, L, W>,
  field: F,
  old: ValueFor<L, W[F]>,
  value: ValueFor<L, W[F]>,
  keep?: (my: L, found: W[F]) => void,
) =>
  named('cmpxchg', (state: S, my: L): boolean => {
    const row = having(rowOf(state, my), field);
    const expected = valueFor(old, my);
    const found = exchange(row, field, expected, valueFor(value, my));
    keep?.(my, found);
    return found === expected;
  });

/**
 * try_cmpxchg(&row->field, &old, new): stores the new value where the field has the one that the local has, and returns
 * whether it did, in one access; where it has another one the local has that afterwards. It ends the loop
 * `old = READ_ONCE(field); do { new = f(old); } while (!try_cmpxchg(&field, &old, new));`, which stands at two labels:
 * f() is of the thread's own, so that it belongs into the step of the exchange.
 * include/linux/atomic/atomic-arch-fallback.h
 * @param rowOf finds the row
 * @param field the name of its field
 * @param register the local that has the old value
 * @param value the new value: f(old)
 * @throws ModelError, when it is run, where what rowOf finds has no such field
 * @example
 * 'old = READ_ONCE(mapped)': (s, my) => { my.size = deref(s.page, my.page).mapped; },
 * try_cmpxchg: unless(try_cmpxchg((s, my) => deref(s.page, my.page), 'mapped', 'size', (my) => my.size + 1), 'try_cmpxchg'),
 */
export const try_cmpxchg = <S, L, W extends Having<F>, const F extends string, const R extends string>(
  rowOf: RowOf<S, L, W>,
  field: F,
  register: R,
  value: ValueFor<L & { [K in R]: W[F] }, W[F]>,
) =>
  named('try_cmpxchg', (state: S, my: L & { [K in R]: W[F] }): boolean => {
    const row = having(rowOf(state, my), field);
    const registers: { [K in R]: W[F] } = my;
    const old = registers[register];
    const found = exchange(row, field, old, valueFor(value, my));
    if (found !== old) registers[register] = found;
    return found === old;
  });

/** Stores the value where the field has the old one; what it had. */
function exchange<W, F extends keyof W>(row: W, field: F, old: W[F], value: W[F]): W[F] {
  return atomically(() => {
    const found = row[field];
    if (found === old) row[field] = value;
    return found;
  });
}
