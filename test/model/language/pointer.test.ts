import { describe, expect, it } from 'vitest';
import {
  count,
  deref,
  machine,
  type Ptr,
  pointer,
  type Rows,
  row,
  table,
  thread,
} from '../../../model/language/index.ts';
import { Violation } from '../../../model/language/violation.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';

const mm = machine({ page: table(2, { count: count(3) }), first: pointer('page') });
type Mm = typeof mm.state;

const get_page = (s: Mm, my: { page: Ptr<'page'> }) => {
  deref(s.page, my.page).count++;
};
const fn = mm.fn(
  'get',
  'mm/example.c',
  {},
  { page: pointer('page') },
  {
    read: (s, my) => {
      my.page = s.first;
    },
    get_page,
  },
);

describe('deref', () => {
  it('finds the row that a pointer names', () => {
    const rows: Rows<'page', { count: number }> = [{ count: 1 }, { count: 2 }];
    expect(deref(rows, 1 as Ptr<'page'>)).toBe(rows[1]);
    expect(deref(rows, 0 as Ptr<'page'>)).toBe(rows[0]);
  });

  it('violates null-pointer-dereference at null', () => {
    expect(() => deref([{}], null)).toThrow(Violation);
    expect(() => deref([{}], null)).toThrow(expect.objectContaining({ check: 'null-pointer-dereference' }));
  });

  it('is a violation of the step in a program', async () => {
    expect(await nearest(programOf(mm, { cpu0: thread(fn, {}) }))).toEqual({
      check: 'null-pointer-dereference',
      message: 'a null pointer is dereferenced',
      steps: 2,
      at: 'cpu0 get_page',
    });
  });

  it('takes row 0 for a row and not for null', async () => {
    const initial = (s: Mm) => {
      s.first = 0 as Ptr<'page'>;
    };
    expect(await nearest(programOf(mm, { cpu0: thread(fn, {}) }, { initial }))).toBeUndefined();
  });
});

describe('a row', () => {
  it('is its number, under the name of its table', () => {
    const first: Ptr<'page'> = row('page', 0);
    expect(first).toBe(0);
    expect(row('page', 7)).toBe(7);
  });

  it.each([-1, 0.5, Number.NaN, '0', null])('is nothing else: %s', (number) => {
    expect(() => row('page', number as never)).toThrow(
      `row('page', ${typeof number === 'string' ? "'0'" : String(number)}): it is no row; allowed: whole numbers from 0`,
    );
  });
});
