import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shardOf } from '../../cli/shard.ts';

const same = (item: string) => item;
const parts = (items: readonly string[], count: number) =>
  Array.from({ length: count }, (_, i) => shardOf(items, same, { index: i + 1, count }));

const work = fc.uniqueArray(fc.string(), { maxLength: 30 });

describe('shards', () => {
  it('have every item once between them', () => {
    fc.assert(
      fc.property(work, fc.integer({ min: 1, max: 8 }), (items, count) => {
        expect(parts(items, count).flat().sort()).toEqual([...items].sort());
      }),
    );
  });

  it('differ by one item at most', () => {
    fc.assert(
      fc.property(work, fc.integer({ min: 1, max: 8 }), (items, count) => {
        const sizes = parts(items, count).map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('do not depend on the order of the items', () => {
    const items = ['b@2', 'a@1', 'b@1', 'a@2', 'c@1'];
    expect(shardOf(items, same, { index: 1, count: 2 })).toEqual(
      ['a@1', 'b@1', 'c@1'].sort((x, y) => items.indexOf(x) - items.indexOf(y)),
    );
    expect([...shardOf(items.toReversed(), same, { index: 1, count: 2 })].sort()).toEqual([
      'a@1',
      'b@1',
      'c@1',
    ]);
  });
});
