import type { Bits } from './layout.ts';

/** How many slots the table has to begin with, and at most: powers of two. */
const fewest = 2 ** 8;
const most = 2 ** 16;

/** After so many states that were new to it, whether it pays is asked: so many others must have come for each of them. */
const trial = 1024;
const pays = 8;

/**
 * The states in which a question was answered as it is mostly, known by the bits that the question has looked at in any
 * of them: one that has the same there is answered the same, as the question sees no difference.
 */
export class Answered {
  /** The words in which it looks at bits, and which bits. */
  #words: number[] = [];
  #masks: number[] = [];
  /** Open addressing: a slot is the masked words, and 1 where it is taken. */
  #slots = new Int32Array(0);
  #size = 0;
  /** The words that are looked up, as a slot has them. */
  #key = new Int32Array(1);
  #known = 0;
  #new = 0;
  /** How many states it lets pass without a look, and how many the next time that it does not pay. */
  #rests = 0;
  #restsNext = 16 * trial;

  /** Whether the state that the words are is known to be answered so. */
  has(state: Int32Array): boolean {
    if (this.#rests > 0) {
      this.#rests--;
      return false;
    }
    if (this.#size === 0) return false;
    this.#take(state);
    if (this.#slots[this.#slotOf(this.#key, 0) + this.#words.length] === 0) return false;
    this.#known++;
    return true;
  }

  /** Whether it is worth finding out what the question looks at in a state that is not known. */
  get wants(): boolean {
    return this.#rests === 0;
  }

  /** Takes note that the state is answered so by what the bits say. */
  note(state: Int32Array, bits: Iterable<Bits>): void {
    for (const { word, shift, mask } of bits) this.#look(word, mask << shift);
    const stride = this.#words.length + 1;
    if ((this.#size + 1) * stride * 2 > this.#slots.length) this.#grow();
    this.#take(state);
    this.#key[stride - 1] = 1;
    this.#slots.set(this.#key, this.#slotOf(this.#key, 0));
    this.#size++;
    if (++this.#new >= trial) this.#judge();
  }

  /** Knows no state any more, and lets those pass that come next. */
  rest(states: number): void {
    this.#rests = states;
    this.#forget();
  }

  #judge(): void {
    if (this.#known < pays * this.#new) {
      this.rest(this.#restsNext);
      this.#restsNext *= 4;
    }
    this.#known = 0;
    this.#new = 0;
  }

  /** It looks at more than was known: what is known of states says too little. */
  #look(word: number, mask: number): void {
    const at = this.#words.indexOf(word);
    if (at >= 0 && (this.#masks[at]! | mask) === this.#masks[at]) return;
    if (at < 0) {
      this.#words.push(word);
      this.#masks.push(mask);
    } else this.#masks[at]! |= mask;
    this.#key = new Int32Array(this.#words.length + 1);
    this.#forget();
  }

  #forget(): void {
    this.#slots = new Int32Array(0);
    this.#size = 0;
  }

  #grow(): void {
    const stride = this.#words.length + 1;
    const old = this.#slots;
    const slots = old.length / stride;
    if (slots >= most) {
      old.fill(0);
      this.#size = 0;
      return;
    }
    this.#slots = new Int32Array(Math.max(fewest, slots * 4) * stride);
    for (let from = 0; from < old.length; from += stride) {
      if (old[from + stride - 1] === 0) continue;
      this.#slots.set(old.subarray(from, from + stride), this.#slotOf(old, from));
    }
  }

  #take(state: Int32Array): void {
    const words = this.#words;
    const masks = this.#masks;
    for (let i = 0; i < words.length; i++) this.#key[i] = state[words[i]!]! & masks[i]!;
  }

  /** The slot in which the words lie, or the free one in which they would. */
  #slotOf(source: Int32Array, offset: number): number {
    const count = this.#words.length;
    const slots = this.#slots;
    let h = 0x9e3779b9 | 0;
    for (let i = 0; i < count; i++) {
      h = Math.imul(h ^ source[offset + i]!, 0x85ebca6b);
      h ^= h >>> 15;
    }
    // The number of slots is a power of two.
    let slot = (h & (slots.length / (count + 1) - 1)) * (count + 1);
    for (;;) {
      if (slots[slot + count] === 0) return slot;
      let i = 0;
      while (i < count && slots[slot + i] === source[offset + i]) i++;
      if (i === count) return slot;
      slot += count + 1;
      if (slot === slots.length) slot = 0;
    }
  }
}
