import { describe, expect, it } from 'vitest';
import { fragmentation_index, unusable_free_index } from '../../../model/allocator/indices.ts';

/** The free blocks of a zone, by their orders. */
type Blocks = readonly number[];

/** All ways in which so many pages are free, or held, or two halves of which that is so. */
function zonesOf(order: number): Blocks[] {
  const whole: Blocks[] = [[order], []];
  if (order === 0) return whole;
  const halves = zonesOf(order - 1);
  return [...whole, ...halves.flatMap((lower) => halves.map((upper) => [...lower, ...upper]))];
}
const zones = zonesOf(3);
const orders = [0, 1, 2, 3];
const counts = (zone: Blocks) => orders.map((order) => zone.filter((one) => one === order).length);
/** The free pages, one by one, each by the order of its block. */
const pagesOf = (zone: Blocks) => zone.flatMap((order) => Array<number>(2 ** order).fill(order));

/** The largest n with n * divisor <= dividend, by trying. */
function quotient(dividend: number, divisor: number): number {
  let n = 0;
  while ((n + 1) * divisor <= dividend) n++;
  return n;
}

describe('the indices of all zones of eight pages', () => {
  it('are asked about all of them', () => {
    // f(0) = 2, f(n) = 2 + f(n - 1)^2
    expect(zones).toHaveLength(2 + (2 + (2 + 2 ** 2) ** 2) ** 2);
  });

  it.each(orders)('unusable_free_index of order %i counts the pages in smaller blocks', (order) => {
    for (const zone of zones) {
      const pages = pagesOf(zone);
      const small = pages.filter((of) => of < order).length;
      const expected = pages.length === 0 ? 1000 : quotient(small * 1000, pages.length);
      expect(unusable_free_index(counts(zone), order), zone.join()).toBe(expected);
    }
  });

  it.each(orders)('fragmentation_index of order %i is -1000, 0, or by the number of blocks', (order) => {
    for (const zone of zones) {
      const index = fragmentation_index(counts(zone), order);
      if (zone.length === 0) expect(index).toBe(0);
      else if (zone.some((of) => of >= order)) expect(index, zone.join()).toBe(-1000);
      else {
        const wanted = quotient(pagesOf(zone).length * 1000, 2 ** order);
        expect(index, zone.join()).toBe(1000 - quotient(1000 + wanted, zone.length));
      }
    }
  });

  it('say of ten single pages that an allocation of four fails for fragmentation', () => {
    expect(unusable_free_index([10], 2)).toBe(1000);
    expect(fragmentation_index([10], 2)).toBe(650);
  });
});
