import { describe, expect, it } from 'vitest';
import { stateHash } from '../../../checker/search/stateHash.ts';

const byWords = Array.from({ length: 9 }, (_, i) => i + 1);

describe('the hash of a state', () => {
  it.each(byWords)('of %i words is of these words alone', (words) => {
    const state = Array.from({ length: words }, (_, i) => i * 12345);
    const alone = stateHash(words)(Int32Array.from(state), 0);
    expect(stateHash(words)(Int32Array.from([7, 8, ...state, 9]), 2)).toBe(alone);
    expect(alone).toBe(alone | 0);
  });

  it.each(byWords)('of %i words is another where one bit is', (words) => {
    const hash = stateHash(words);
    const hashes = [hash(new Int32Array(words), 0)];
    for (let bit = 0; bit < words * 32; bit++) {
      const state = new Int32Array(words);
      state[bit >> 5] = 1 << (bit & 31);
      hashes.push(hash(state, 0));
    }
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each([
    ['top', 24],
    ['low', 0],
  ])('has %s bits that spread states which are nearly the same', (_, shift) => {
    const hash = stateHash(2);
    const fallen = new Array<number>(256).fill(0);
    for (let i = 0; i < 25_600; i++) fallen[(hash(Int32Array.of(i >> 8, i & 255), 0) >>> shift) & 255]!++;
    // A hundred each, were it even.
    expect(Math.min(...fallen)).toBeGreaterThan(50);
    expect(Math.max(...fallen)).toBeLessThan(160);
  });
});
