import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateHash } from '../../../checker/search/stateHash.ts';
import { type TableOptions, type VisitedSet, visitedSet } from '../../../checker/search/visitedSet.ts';

type Words = readonly number[];

/** What a set of states must do, on a JavaScript Map. */
class MapModel {
  readonly numbers = new Map<string, number>();
  readonly states: Words[] = [];

  /** The indexes of the states that are new. */
  addBatch(batch: readonly Words[]): number[] {
    return batch.flatMap((state, i) => {
      const key = state.join();
      if (this.numbers.has(key)) return [];
      this.numbers.set(key, this.states.push(state));
      return [i];
    });
  }
}

function addTo(set: VisitedSet, batch: readonly Words[]): number[] {
  const added: number[] = [];
  set.addBatch(Int32Array.from(batch.flat()), batch.length, (index) => added.push(index));
  return added;
}

/** Adds batches to both and expects the same of both, then reads every state back by its number. */
function expectExact(words: number, batches: readonly (readonly Words[])[], options: TableOptions): void {
  const [set, model] = [visitedSet(words, options), new MapModel()];
  for (const batch of batches) {
    expect(addTo(set, batch)).toEqual(model.addBatch(batch));
    expect(set.size).toBe(model.states.length);
  }
  const all = model.states.map((_, i) => i + 1);
  expect(model.states.map((state) => set.find(Int32Array.from(state), 0))).toEqual(all);
  expect([...set.collect(all)]).toEqual(model.states.flat());
  const some = all.filter((number) => number % 3 === 0);
  expect([...set.collect(some)]).toEqual(some.flatMap((number) => model.states[number - 1]!));
}

const byWords = Array.from({ length: 9 }, (_, i) => i + 1);

describe('a set of states', () => {
  it.each(byWords)('of %i words is exact while it grows from nearly nothing', (words) => {
    // Few values a word make the same states again; whole words and single bits make ones that are nearly the same.
    const word = fc.oneof(
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(-1, -(2 ** 31), 2 ** 31 - 1, 1 << 16),
    );
    const state = fc.array(word, { minLength: words, maxLength: words });
    const batches = fc.array(fc.array(state, { maxLength: 40 }), { maxLength: 20 });
    const property = fc.property(batches, fc.constantFrom(2, 4, 8, 64), (added, slots) =>
      expectExact(words, added, { slots }),
    );
    fc.assert(property, { seed: 9, numRuns: 60 });
  });

  it.each(byWords)('of %i words tells states apart that differ in one bit', (words) => {
    const states: Words[] = [new Array(words).fill(0)];
    for (let bit = 0; bit < words * 32; bit++) {
      states.push(Array.from({ length: words }, (_, w) => (w === bit >> 5 ? (1 << (bit & 31)) | 0 : 0)));
    }
    expectExact(words, [states, states], { slots: 4 });
  });

  /** Hashes that make states collide; a slot is the top bits of a hash. */
  const hashes: [string, StateHash][] = [
    ['all states have one hash', () => 0x1234567],
    ['all begin on the last slot, so that looking for room goes round to the first', () => -1],
    ['all fall on a few slots that lie together', (states, o) => (states[o]! % 5) << 20],
    ['one word alone decides', (states, o) => Math.imul(states[o]!, 0x9e3779b1)],
  ];

  it.each(hashes)('is exact where %s', (_, hash) => {
    for (const words of [1, 2, 5, 9]) {
      const states = Array.from({ length: 1500 }, (_, i) => [
        ...new Array(words - 1).fill(i % 7),
        (i - 700) * 0x10001,
      ]);
      const half = states.filter((_, i) => i % 2 === 0);
      expectExact(words, [half, states, half], { slots: 16, hash });
    }
  });

  it('takes no more of a batch than it is told', () => {
    const set = visitedSet(2);
    const added: number[] = [];
    set.addBatch(Int32Array.of(1, 1, 2, 2, 3, 3), 2, (index) => added.push(index));
    expect(added).toEqual([0, 1]);
    expect(addTo(set, [[3, 3]])).toEqual([0]);
  });

  it('has the number of a state as its size when it says that the state is new', () => {
    const set = visitedSet(1);
    const sizes: number[] = [];
    set.addBatch(Int32Array.of(7, 7, 8), 3, () => sizes.push(set.size));
    expect(sizes).toEqual([1, 2]);
  });

  it('is exact with a batch much larger than itself', () => {
    const batch = Array.from({ length: 20_000 }, (_, i) => [i % 7000, i % 11]);
    expectExact(2, [batch], { slots: 2 });
  });

  it('keeps all of some hundred thousand states as the tables in use grow', () => {
    const set = visitedSet(3);
    const before = set.bytes;
    const count = 300_000;
    const batch = new Int32Array(count * 3).map((_, i) => (i % 3 === 0 ? i / 3 : i % 3));
    for (let i = 0; i < 2; i++) {
      let added = 0;
      set.addBatch(batch, count, () => added++);
      expect(added).toBe(i === 0 ? count : 0);
      expect(set.size).toBe(count);
    }
    expect([...set.collect([1, 150_000, 300_000])]).toEqual([0, 1, 2, 149_999, 1, 2, 299_999, 1, 2]);
    expect(set.bytes).toBeGreaterThan(before);
    expect(set.bytes).toBeGreaterThanOrEqual(count * 4 * 4);
  });

  it('grows by four from the load at which states begin to crowd', () => {
    const set = visitedSet(1, { slots: 4 });
    const bytes = Array.from({ length: 12 }, (_, i) => {
      addTo(set, [[i]]);
      return set.bytes;
    });
    const [few, more, most] = [4, 16, 64].map((slots) => slots * 2 * 4);
    expect(bytes).toEqual([...new Array(2).fill(few), ...new Array(9).fill(more), most]);
  });

  it('refuses to grow over its most words, and is then what it was', () => {
    const set = visitedSet(1, { slots: 4, maxWords: 32 });
    const states = Array.from({ length: 11 }, (_, i) => [i]);
    expect(addTo(set, states)).toHaveLength(11);
    const more = () => addTo(set, [[11]]);
    expect(more).toThrow(new RangeError('the table of visited states cannot grow any more'));
    expect(set.size).toBe(11);
    expect([...set.collect(states.map((_, i) => i + 1))]).toEqual(states.flat());
  });
});
