import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  emptySet,
  has,
  isEmpty,
  nextRow,
  type RowSet,
  remove,
  rowsOf,
} from '../../../model/language/rowSet.ts';

const row = fc.nat({ max: 30 });
const rows = fc.uniqueArray(row);
const setOf = (members: readonly number[]) =>
  members.reduce<RowSet<'page'>>((set, member) => add(set, member), emptySet);
const ascending = (members: Iterable<number>) => [...members].sort((a, b) => a - b);

describe('a set of rows', () => {
  it('has what was added and not removed since', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), row)), (changes) => {
        let set: RowSet<'page'> = emptySet;
        const expected = new Set<number>();
        for (const [adds, member] of changes) {
          set = adds ? add(set, member) : remove(set, member);
          if (adds) expected.add(member);
          else expected.delete(member);
        }
        expect(rowsOf(set)).toEqual(ascending(expected));
        expect(isEmpty(set)).toBe(expected.size === 0);
        for (let member = 0; member < 31; member++) expect(has(set, member)).toBe(expected.has(member));
      }),
    );
  });

  it('is the same number however it came about, from 0 to 2^31 - 1', () => {
    fc.assert(
      fc.property(rows, (members) => {
        const set = setOf(members);
        expect(setOf([...members].reverse())).toBe(set);
        expect(set).toBe(members.reduce((sum, member) => sum + 2 ** member, 0));
      }),
    );
  });

  it('is walked lowest first by nextRow', () => {
    fc.assert(
      fc.property(rows, (members) => {
        const set = setOf(members);
        const walked: number[] = [];
        for (let at = nextRow(set, null); at !== null; at = nextRow(set, at)) walked.push(at);
        expect(walked).toEqual(ascending(members));
      }),
    );
  });

  it('goes on behind a row that has left it meanwhile', () => {
    expect(nextRow(setOf([1, 4]), 2)).toBe(4);
    expect(nextRow(setOf([1]), 30)).toBeNull();
  });

  it('never has null, which neither add nor remove puts there or takes away', () => {
    const set = setOf([0, 3]);
    expect(has(set, null)).toBe(false);
    expect(add(set, null)).toBe(set);
    expect(remove(set, null)).toBe(set);
  });

  it.each([31, 32, 33, 64, -1, 0.5, Number.NaN])(
    'never has %d, which is no row that a set can have',
    (row) => {
      const set = setOf([0, 1, 30]);
      expect(has(set, row)).toBe(false);
      expect(remove(set, row)).toBe(set);
      // What is added is no set any more, so that a field refuses it as outside of its domain.
      const added = add(set, row);
      expect(added >= 0 && added < 2 ** 31 && Number.isInteger(added)).toBe(false);
    },
  );
});
