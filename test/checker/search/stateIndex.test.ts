import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateIndex } from '../../../checker/search/stateIndex.ts';

describe('the index of states', () => {
  it('gives every state one number, in the order in which they come, and keeps its words', () => {
    const states = fc.array(fc.tuple(fc.integer({ min: -2, max: 40 }), fc.integer({ min: 0, max: 200 })), {
      maxLength: 9000,
      minLength: 5000,
    });
    fc.assert(
      fc.property(states, (all) => {
        const index = new StateIndex(2);
        const known = new Map<string, number>();
        for (const state of all) {
          const key = state.join();
          const number = known.get(key) ?? known.size;
          expect(index.add(Int32Array.from([9, ...state]), 1)).toBe(number);
          known.set(key, number);
        }
        expect(index.size).toBe(known.size);
        for (const [key, number] of known)
          expect(index.states.subarray(number * 2, number * 2 + 2).join()).toBe(key);
      }),
      { seed: 7, numRuns: 4 },
    );
  });

  it('finds what it has, and takes what it has not for new, however often it has grown', () => {
    // A state is a number below 2^16 spread over words of which two may be zero; each is asked for as often as drawn.
    const wordsOf = (state: number) => [state & 0xff, 0, state >> 8];
    const property = fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
      const index = new StateIndex(3);
      const known = new Map<number, number>();
      const apart: unknown[] = [];
      for (let i = 0, state = seed; i < 120_000; i++) {
        state = Math.imul(state, 1664525) + 1013904223;
        const asked = state >>> 16;
        const number = known.get(asked) ?? known.size;
        const got = index.add(Int32Array.from(wordsOf(asked)), 0);
        if (got !== number) apart.push({ asked, got, number });
        known.set(asked, number);
      }
      expect(apart).toEqual([]);
      expect(index.size).toBe(known.size);
      expect(known.size).toBeGreaterThan(40_000);
    });
    fc.assert(property, { seed: 3, numRuns: 3 });
  });

  it('takes the state of nothing but zeros for new after any number of others', () => {
    // Where there is room for more states, what lies there is zeros too: they are none of the states.
    for (let others = 0; others < 2500; others++) {
      const index = new StateIndex(1);
      for (let i = 1; i <= others; i++) index.add(Int32Array.of(i), 0);
      const zero = Int32Array.of(0);
      if (index.add(zero, 0) === others && index.add(zero, 0) === others && index.size === others + 1)
        continue;
      expect.fail(`after ${others} others`);
    }
  });
});
