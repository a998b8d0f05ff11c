import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LockOrder } from '../../../checker/program/lockOrder.ts';
import type { Lock } from '../../../checker/program/locks.ts';
import { machine, tasks } from '../../../model/language/index.ts';
import {
  kernelChecks,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

type Pair = readonly [held: number, taken: number];

/** Locks of so many classes, each with one. */
const locksOf = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => ({ number: i, path: `l${i}`, lockClass: `l${i}`, unordered: false }) as unknown as Lock,
  );

/** What closes a cycle when pairs are taken note of, in their order. */
function cyclesOf(count: number, pairs: readonly Pair[]): string[] {
  const order = new LockOrder(locksOf(count));
  return pairs.flatMap(([held, taken]) => order.add({ held, taken })?.message ?? []);
}

const range = (length: number) => Array.from({ length }, (_, i) => i);
const ring = (locks: readonly number[]): Pair[] =>
  locks.map((lock, i) => [lock, locks[(i + 1) % locks.length]!]);

/** Orders without a cycle in which more ways lead from lock to lock than anybody could go. */
const dense: readonly [what: string, count: number, pairs: readonly Pair[]][] = [
  [
    'each is taken with all before it held',
    120,
    range(120).flatMap((b) => range(b).map((a): Pair => [a, b])),
  ],
  [
    'and the last ones are noted first',
    120,
    range(120).flatMap((b) => range(b).map((a): Pair => [119 - b, 119 - a])),
  ],
  [
    'two ways lead from every other one to the next',
    298,
    range(99).flatMap((i): Pair[] => [
      [3 * i, 3 * i + 1],
      [3 * i, 3 * i + 2],
      [3 * i + 1, 3 * i + 3],
      [3 * i + 2, 3 * i + 3],
    ]),
  ],
  [
    'every layer of ten lies before the whole next one',
    100,
    range(90).flatMap((a) => range(10).map((b): Pair => [a, 10 * Math.floor(a / 10 + 1) + b])),
  ],
  ['one comes behind the other', 2000, range(1999).map((i): Pair => [i, i + 1])],
];

describe('an order of many locks', () => {
  it.each(dense)('is looked through in no time where %s', (_what, count, pairs) => {
    const begun = performance.now();
    expect(cyclesOf(count, pairs)).toEqual([]);
    expect(cyclesOf(count, [...pairs, [count - 1, 0]]).length).toBe(1);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('is that of a search, however deep locks are nested', async () => {
    const depth = 40;
    const names = range(depth + 1).map((i) => `l${i}`);
    const mm = machine(
      { ...Object.fromEntries(names.map((name) => [name, spinlock()])), task: tasks(taskFields(64)) },
      kernelChecks,
    );
    const take = (...locks: readonly number[]) => {
      const of = (i: number) => (s: Record<string, never>) => s[`l${i}`]!;
      const taking = locks.map((i) => [`lock${i}`, spin_lock(of(i))] as const);
      const leaving = locks.toReversed().map((i) => [`unlock${i}`, spin_unlock(of(i))] as const);
      return Object.fromEntries<unknown>([...taking, ...leaving]);
    };
    const deep = take(...range(depth).map((i) => i + 1));
    const checks = async (other: object) => {
      const { findings } = await explore(programOf(mm, threadsOf(mm, {}, deep, other)), { sought: 'none' });
      return findings.map(({ failure }) => failure.check).sort();
    };
    expect(await checks(take(0, 1))).toEqual([]);
    expect(await checks(take(depth, 0))).toEqual([]);
    expect(await checks(take(depth, 1))).toEqual(['deadlock', 'lock-order']);
  });
});

describe('whether locks are taken in a circle', () => {
  it('does not hang on who is seen first', () => {
    const pair = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })).filter(([a, b]) => a !== b);
    const orders = fc
      .uniqueArray(pair, { selector: String, maxLength: 10 })
      .chain((pairs) =>
        fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })),
      );
    let cyclic = 0;
    const property = fc.property(orders, ([pairs, shuffled]) => {
      const found = cyclesOf(7, pairs).length > 0;
      expect(cyclesOf(7, shuffled).length > 0).toBe(found);
      expect(found).toBe(hasCircle(pairs));
      cyclic += found ? 1 : 0;
    });
    fc.assert(property, { seed: 9, numRuns: 500 });
    expect(cyclic).toBeGreaterThan(100);
    expect(cyclic).toBeLessThan(400);
  });

  it.each([2, 3, 5, 40])('is told once, with the way round: %d locks', (count) => {
    const pairs = ring(range(count));
    for (const from of [0, 1, count - 1]) {
      const turned = [...pairs.slice(from), ...pairs.slice(0, from)];
      const [held, taken] = turned.at(-1)!;
      const way = range(count).map((i) => `l${(taken + i) % count}`);
      expect(cyclesOf(count, turned)).toEqual([
        `possible circular locking dependency: l${taken} is taken with l${held} held, and elsewhere ${way.join(' before ')}`,
      ]);
    }
  });
});

/** Takes away whoever nothing comes before, until nobody is left, or all that are lie behind a circle. */
function hasCircle(pairs: readonly Pair[]): boolean {
  let left = pairs;
  for (;;) {
    const behind = new Set(left.map(([, taken]) => taken));
    const next = left.filter(([held]) => behind.has(held));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}
