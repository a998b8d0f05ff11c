import { describe, expect, it } from 'vitest';
import { Parents } from '../../../checker/search/parents.ts';

describe('the parents of states', () => {
  it('lead back to a state to start from', () => {
    const parents = new Parents();
    //       1  2  3  4  5  6
    for (const parent of [0, 0, 1, 2, 3, 5]) parents.push(parent);
    expect(parents.pathTo(1)).toEqual([1]);
    expect(parents.pathTo(4)).toEqual([2, 4]);
    expect(parents.pathTo(6)).toEqual([1, 3, 5, 6]);
  });

  it('are kept beyond the first chunk', () => {
    const parents = new Parents();
    const chunk = 2 ** 20;
    const smaller = parents.bytes;
    for (let number = 1; number <= chunk + 3; number++) parents.push(number <= chunk - 2 ? 0 : number - 1);
    expect(parents.pathTo(chunk + 3)).toEqual([-2, -1, 0, 1, 2, 3].map((i) => chunk + i));
    expect(parents.pathTo(chunk)).toEqual([chunk - 2, chunk - 1, chunk]);
    expect(smaller).toBe(0);
    expect(parents.bytes).toBeGreaterThanOrEqual((chunk + 3) * 4);
  });
});
