import { type StateHash, stateHash } from './stateHash.ts';

/** Packed states with their numbers, from 0 in the order in which they were added, and ways to look both up. */
export class StateIndex {
  readonly #words: number;
  readonly #hash: StateHash;
  /** The words of all states, one after the other. */
  states: Int32Array;
  /** Open addressing: the number of the state that lies in a slot, and one more; 0 where it is free. */
  #slots = new Int32Array(2 ** 12);
  #size = 0;

  constructor(words: number) {
    this.#words = words;
    this.#hash = stateHash(words);
    this.states = new Int32Array(1024 * words);
  }

  get size(): number {
    return this.#size;
  }

  /** The number of the state at `offset` of `source`: the next one where it is new. */
  add(source: Int32Array, offset: number): number {
    if (this.#size * 2 >= this.#slots.length) this.#rehash();
    const slot = this.#slotOf(source, offset);
    const number = this.#slots[slot]! - 1;
    if (number >= 0) return number;
    this.#slots[slot] = this.#size + 1;
    return this.#append(source, offset);
  }

  /** The number of the state at `offset` of `source`, or -1 where it was not added. */
  find(source: Int32Array, offset: number): number {
    return this.#slots[this.#slotOf(source, offset)]! - 1;
  }

  /** The slot where the state lies, or the free one where it would. */
  #slotOf(source: Int32Array, offset: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(source, offset) & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]! - 1;
      if (number < 0 || this.#equal(number, source, offset)) return slot;
    }
  }

  #append(source: Int32Array, offset: number): number {
    const at = this.#size * this.#words;
    if (at === this.states.length) {
      const wider = new Int32Array(this.states.length * 2);
      wider.set(this.states);
      this.states = wider;
    }
    for (let i = 0; i < this.#words; i++) this.states[at + i] = source[offset + i]!;
    return this.#size++;
  }

  #equal(number: number, source: Int32Array, offset: number): boolean {
    const at = number * this.#words;
    for (let i = 0; i < this.#words; i++) if (this.states[at + i] !== source[offset + i]) return false;
    return true;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 4);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = this.#hash(this.states, number * this.#words) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}
