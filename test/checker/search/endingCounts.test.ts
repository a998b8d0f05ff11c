import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  always,
  count,
  design,
  type Expected,
  holds,
  machine,
  scenario,
  thread,
  violated,
} from '../../../model/language/index.ts';

const mm = machine({ a: count(3), b: count(3) });
type Mm = typeof mm.state;

/** Three steps up, or two and one that is too many. */
const climb = (field: 'a' | 'b', last = 1) => {
  const up = (by: number) => (s: Mm) => {
    s[field] += by;
  };
  return mm.fn(`climb_${field}`, 'test', {}, {}, { first: up(1), second: up(1), third: up(last) });
};
const notAt = (state: string) => always(`not at ${state}`, ({ a, b }: Mm) => `${a}${b}` !== state);

interface Parts {
  readonly expected: Expected;
  /** Where it must not be. */
  readonly not?: readonly string[];
  /** How far the third steps go: 1, or too far. */
  readonly last?: number;
}

/**
 * What a search of two threads of three steps counts. Its states are those of a grid, and are expanded in this order:
 * 00; 10 01; 20 11 02; 30 21 12 03; 31 22 13; 32 23; 33. Each has a successor a thread that has not ended.
 */
async function counts({ expected, not = [], last = 1 }: Parts) {
  const grid = scenario('test/grid', {
    summary: 'two threads of three steps',
    machine: mm,
    threads: { a: thread(climb('a', last), {}), b: thread(climb('b', last), {}) },
    properties: not.map(notAt),
    designs: { base: design([], expected) },
  });
  const { states, transitions, depth, complete, asExpected, also, violation } = await check(grid, 'base');
  const found = [violation, ...also.map((other) => other.violation)].flatMap((one) =>
    one === undefined ? [] : [one.property ?? `${one.check} at ${one.function}.${one.label}`],
  );
  return { states, transitions, depth, complete, asExpected, found };
}

describe('a search counts', () => {
  it('the whole grid where nothing fails', async () => {
    // 4 * 4 corners, 2 * 3 * 4 edges.
    expect(await counts({ expected: holds })).toEqual({
      states: 16,
      transitions: 24,
      depth: 6,
      complete: true,
      asExpected: true,
      found: [],
    });
  });

  it('nothing behind the state that fails, nor what is beside it and still to be expanded', async () => {
    // Ten states to the fourth level, and 31 and 22 of 30 and 21. 03 comes after 12 and would bring 13.
    // Six states of two successors each, then 30 with one and 21 with two.
    expect(await counts({ expected: violated('not at 12'), not: ['12'] })).toEqual({
      states: 12,
      transitions: 15,
      depth: 3,
      complete: false,
      asExpected: true,
      found: ['not at 12'],
    });
  });

  it('what it passes on the way to the failure that it is for', async () => {
    // 02 fails and brings no 03: nine states to the fourth level, and 31 of 30. 21 is the next and the sought one.
    // Five states of two successors each, and 30 with one.
    expect(await counts({ expected: violated('not at 21'), not: ['02', '21'] })).toEqual({
      states: 10,
      transitions: 11,
      depth: 3,
      complete: false,
      asExpected: true,
      found: ['not at 21', 'not at 02'],
    });
  });

  it('what it passes on the way to the label where it is to fail', async () => {
    // 20 fails in a step of a and brings 21; 11 brings 12; 02 has one step of a and the failing one of b.
    // Three states of two successors each, one, two and one again.
    expect(await counts({ expected: violated('domain', 'climb_b.third'), last: 3 })).toEqual({
      states: 8,
      transitions: 10,
      depth: 2,
      complete: false,
      asExpected: true,
      found: ['domain at climb_b.third', 'domain at climb_a.third'],
    });
  });

  it('less where the first failure is as good as any', async () => {
    // It ends with the expansion of 20, which brings 21 all the same: seven transitions, and no 12.
    expect(await counts({ expected: violated(), last: 3 })).toEqual({
      states: 7,
      transitions: 7,
      depth: 2,
      complete: false,
      asExpected: true,
      found: ['domain at climb_a.third'],
    });
  });

  it('everything that can be reached where what it is for does not fail', async () => {
    // No third step is ever taken: a grid of 3 * 3 corners and 2 * 2 * 3 edges.
    expect(await counts({ expected: violated('not at 33'), not: ['33'], last: 3 })).toEqual({
      states: 9,
      transitions: 12,
      depth: 4,
      complete: true,
      asExpected: false,
      found: ['domain at climb_a.third'],
    });
  });
});
