/** A set of states of a fixed number of words, each with the number it was given: exact, no state is taken for another. */
export interface VisitedSet {
  /** States in the set. */
  readonly size: number;
  readonly bytes: number;
  /**
   * Adds the first `count` states of a batch. Each that is new gets the next number, from 1, and is passed on with
   * its index in the batch.
   */
  addBatch(batch: Int32Array, count: number, added: (index: number) => void): void;
  /** Copies the states with the given numbers, sorted upwards, one after the other. */
  collect(numbers: readonly number[]): Int32Array;
}

/** The most slots that one array of this many words can hold, as a power of two. */
const maxArrayWords = 2 ** 31;

/**
 * Makes an open-addressing table with the states inline: a slot is a state's words and its number, 0 where free.
 *
 * A search is bound by the memory that its table misses in the caches, so: one slot is as few words as the state has
 * and one more; the hash's top bits are the slot, so that growing moves states in order; and a batch is hashed first,
 * then its slots are read one after the other for nothing but having the misses overlap, then its states are looked up.
 * The code is generated for the number of words: the loops over them are unrolled.
 */
export function visitedSet(words: number, firstSlots = 2 ** 16): VisitedSet {
  const each = (make: (i: number) => string, separator = ' ') =>
    Array.from({ length: words }, (_, i) => make(i)).join(separator);
  const stride = words + 1;
  const source = `'use strict';
let bits = Math.log2(firstSlots), mask = firstSlots - 1, table = new Int32Array(firstSlots * ${stride});
let size = 0, limit = Math.floor(firstSlots * 0.7), touched = 0;
let hashes = new Int32Array(1024);
function hashOf(states, o) {
  let h = 0x9e3779b9 | 0;
  ${each((i) => `h = Math.imul(h ^ states[o + ${i}], ${hashFactors[i % hashFactors.length]}); h ^= h >>> 15;`, '\n  ')}
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ h >>> 13;
}
function grow() {
  const old = table, slots = mask + 1;
  const wider = slots < 2 ** 22 ? 4 : 2;
  if (slots * wider * ${stride} > ${maxArrayWords}) throw new RangeError('the table of visited states cannot grow any more');
  bits += Math.log2(wider);
  mask = slots * wider - 1;
  limit = Math.floor((mask + 1) * 0.7);
  const T = new Int32Array((mask + 1) * ${stride}), end = T.length, shift = 32 - bits;
  for (let o = 0; o < old.length; o += ${stride}) {
    const number = old[o + ${words}];
    if (number === 0) continue;
    let t = (hashOf(old, o) >>> shift) * ${stride};
    while (T[t + ${words}] !== 0) { t += ${stride}; if (t === end) t = 0; }
    ${each((i) => `T[t + ${i}] = old[o + ${i}];`)} T[t + ${words}] = number;
  }
  table = T;
}
return {
  get size() { return size; },
  get bytes() { return table.byteLength; },
  addBatch(batch, count, added) {
    while (size + count > limit) grow();
    if (hashes.length < count) hashes = new Int32Array(count * 2);
    const T = table, H = hashes, shift = 32 - bits, end = T.length;
    let sum = 0;
    for (let k = 0, o = 0; k < count; k++, o += ${words}) {
      const t = (hashOf(batch, o) >>> shift) * ${stride};
      H[k] = t;
      sum ^= T[t];
    }
    touched = sum;
    for (let k = 0, o = 0; k < count; k++, o += ${words}) {
      ${each((i) => `const w${i} = batch[o + ${i}];`)}
      let t = H[k];
      for (;;) {
        if (T[t + ${words}] === 0) {
          ${each((i) => `T[t + ${i}] = w${i};`)} T[t + ${words}] = ++size;
          added(k);
          break;
        }
        if (${each((i) => `T[t + ${i}] === w${i}`, ' && ')}) break;
        t += ${stride};
        if (t === end) t = 0;
      }
    }
  },
  collect(numbers) {
    const found = new Int32Array(numbers.length * ${words});
    const index = new Map(numbers.map((number, i) => [number, i]));
    for (let o = 0; o < table.length && index.size > 0; o += ${stride}) {
      const i = table[o + ${words}] === 0 ? undefined : index.get(table[o + ${words}]);
      if (i !== undefined) found.set(table.subarray(o, o + ${words}), i * ${words});
    }
    return found;
  },
};`;
  return new Function('firstSlots', source)(firstSlots) as VisitedSet;
}

/** Odd multipliers with bits all over, one after the other for the words of a state. */
const hashFactors = [
  '0x85ebca6b',
  '0xc2b2ae35',
  '0x27d4eb2f',
  '0x165667b1',
  '0x9e3779b1',
  '0xcc9e2d51',
  '0x1b873593',
];
