import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { count, design, goto, holds, machine, scenario, thread, wait } from '../../../index.ts';
import { choices, localsThatAreMore, shortStyle, threeExits } from './wishes/listings.ts';
import { belowZero, extended, sizesInRecipes, threadsByName } from './wishes/machines.ts';
import { of } from './wishes/wish.ts';
import { plainWords, rowsOfSets } from './wishes/words.ts';

const wishes = [
  shortStyle(),
  threeExits(),
  localsThatAreMore(),
  choices(),
  belowZero(),
  sizesInRecipes(),
  extended(),
  threadsByName(),
  plainWords(),
  rowsOfSets(),
];

describe('what was wished for', () => {
  it.each(wishes)('is the machine that it was before: $wish', async ({ before, after }) => {
    const [one, other] = [await check(before, 'd'), await check(after, 'd')];
    const told = ({ states, transitions, depth, trace }: typeof one) => [states, transitions, depth, trace];
    expect(told(other)).toEqual(told(one));
    expect(other.states).toBeGreaterThan(2);
    expect(other.trace).toBeUndefined();
  });

  it('bounds a counter that has none of its own, where a guard was a deadlock', async () => {
    const mm = machine({ n: count(9) });
    const guarded = mm.fn(
      'count',
      'test',
      {},
      {},
      {
        add: wait(
          (s) => s.n < 3,
          (s) => void s.n++,
        ),
        again: goto('add'),
      },
    );
    const counts = mm.fn('count', 'test', {}, {}, { add: (s) => void s.n++, again: goto('add') });
    const before = await check(of({ machine: mm, threads: { t: thread(guarded, {}) } }), 'd');
    const after = await check(
      scenario('test/wish', {
        summary: '',
        machine: mm,
        threads: { t: thread(counts, {}) },
        properties: ({ within }) => [within('up to three', (s) => s.n <= 3)],
        designs: { d: design([], holds) },
      }),
      'd',
    );
    expect(before.trace?.failure?.check).toBe('deadlock');
    expect([after.verdict, after.states]).toEqual(['holds', before.states]);
  });
});
