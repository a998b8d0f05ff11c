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
});
