import { type AddBatch, addBatchOver, type Slots } from './addBatch.ts';
import { type StateHash, stateHash } from './stateHash.ts';

/** A set of states of a fixed number of words, each with the number it was given: exact, no state is taken for another. */
export interface VisitedSet {
  /** States in the set. */
  readonly size: number;
  readonly bytes: number;
  /**
   * Adds the first `count` states of a batch. Each that is new gets the next number, from 1, and is passed on with
   * its index in the batch. Throws RangeError, and adds none of them, where the table would have to be larger than it
   * may be.
   */
  addBatch(batch: Int32Array, count: number, added: (index: number) => void): void;
  /**
   * How many bytes the table takes, beside those that it has, to hold so many more states: both are there while it grows.
   * Infinity where it may not.
   */
  growthFor(states: number): number;
  /** Makes room for so many more states; throws RangeError where it may not. */
  reserve(states: number): void;
  /** The slots one after the other, each the words of a state and its number, 0 where it is free. */
  readonly slots: Int32Array;
  /** The number of the state at the offset, 0 where it is not in the set. */
  find(source: Int32Array, offset: number): number;
  /** Copies the states with the given numbers, sorted upwards, one after the other. */
  collect(numbers: readonly number[]): Int32Array;
}

export interface TableOptions {
  /** How many slots the table starts with: a power of two, 2 at least. */
  readonly slots?: number;
  /** The most 32-bit words that the table may have. */
  readonly maxWords?: number;
  /** Another hash than the usual one, for tests that make states collide. */
  readonly hash?: StateHash;
}

/** The most words that one array can have, as a power of two. */
const maxArrayWords = 2 ** 31;

/**
 * Makes an open-addressing table with the states inline: a slot is a state's words and its number, 0 where free.
 *
 * A search is bound by the memory that its table misses in the caches, so: one slot is as few words as the state has
 * and one more; the hash's top bits are the slot, so that growing moves states in order; and a batch is hashed first,
 * then its slots are read one after the other for nothing but having the misses overlap, then its states are looked up.
 * What a search spends its time in is generated for the number of words (addBatch.ts, stateHash.ts), the rest is here.
 */
export function visitedSet(words: number, options: TableOptions = {}): VisitedSet {
  return new Table(words, options);
}

class Table implements VisitedSet {
  readonly #words: number;
  readonly #maxWords: number;
  readonly #hash: StateHash;
  readonly #addBatch: AddBatch;
  readonly #slots: Slots;
  #limit: number;

  constructor(
    words: number,
    { slots = 2 ** 12, maxWords = maxArrayWords, hash = stateHash(words) }: TableOptions,
  ) {
    this.#words = words;
    this.#maxWords = maxWords;
    this.#hash = hash;
    this.#addBatch = addBatchOver(words, hash);
    this.#slots = {
      table: new Int32Array(slots * (words + 1)),
      shift: 32 - Math.log2(slots),
      size: 0,
      starts: new Int32Array(1024),
      touched: 0,
    };
    this.#limit = limitOf(slots);
  }

  get size(): number {
    return this.#slots.size;
  }

  get bytes(): number {
    return this.#slots.table.byteLength;
  }

  get slots(): Int32Array {
    return this.#slots.table;
  }

  find(source: Int32Array, offset: number): number {
    const words = this.#words;
    const { table, shift } = this.#slots;
    for (let t = (this.#hash(source, offset) >>> shift) * (words + 1); ; ) {
      const number = table[t + words]!;
      let i = 0;
      while (i < words && table[t + i] === source[offset + i]) i++;
      if (number === 0 || i === words) return number;
      t += words + 1;
      if (t === table.length) t = 0;
    }
  }

  addBatch(batch: Int32Array, count: number, added: (index: number) => void): void {
    const slots = this.#slots;
    this.reserve(count);
    if (slots.starts.length < count) slots.starts = new Int32Array(count * 2);
    this.#addBatch(slots, batch, count, added);
  }

  collect(numbers: readonly number[]): Int32Array {
    const words = this.#words;
    const { table } = this.#slots;
    const found = new Int32Array(numbers.length * words);
    const index = new Map(numbers.map((number, i) => [number, i]));
    for (let o = 0; o < table.length && index.size > 0; o += words + 1) {
      const number = table[o + words]!;
      const i = number === 0 ? undefined : index.get(number);
      if (i !== undefined) found.set(table.subarray(o, o + words), i * words);
    }
    return found;
  }

  growthFor(states: number): number {
    const count = this.#slotsFor(states);
    if (count === this.#count) return 0;
    const words = count * (this.#words + 1);
    return words > this.#maxWords ? Number.POSITIVE_INFINITY : words * 4;
  }

  reserve(states: number): void {
    const count = this.#slotsFor(states);
    if (count === this.#count) return;
    const stride = this.#words + 1;
    const slots = this.#slots;
    if (count * stride > this.#maxWords)
      throw new RangeError('the table of visited states cannot grow any more');
    const table = new Int32Array(count * stride);
    const shift = 32 - Math.log2(count);
    this.#move(slots.table, table, shift);
    slots.table = table;
    slots.shift = shift;
    this.#limit = limitOf(count);
  }

  get #count(): number {
    return this.#slots.table.length / (this.#words + 1);
  }

  /** How many slots there must be for so many more states. */
  #slotsFor(states: number): number {
    const wanted = this.#slots.size + states;
    if (wanted <= this.#limit) return this.#count;
    let count = this.#count;
    while (wanted > limitOf(count)) count *= count < 2 ** 22 ? 4 : 2;
    return count;
  }

  /** Copies the states of one table into a wider one that is empty. */
  #move(from: Int32Array, to: Int32Array, shift: number): void {
    const words = this.#words;
    const stride = words + 1;
    const hash = this.#hash;
    for (let o = 0; o < from.length; o += stride) {
      if (from[o + words] === 0) continue;
      let t = (hash(from, o) >>> shift) * stride;
      while (to[t + words] !== 0) {
        t += stride;
        if (t === to.length) t = 0;
      }
      for (let i = 0; i < stride; i++) to[t + i] = from[o + i]!;
    }
  }
}

/** How many states may be in so many slots. */
function limitOf(slots: number): number {
  return Math.floor(slots * 0.7);
}
