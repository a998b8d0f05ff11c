/** A set of small whole numbers: a bit each. */
export class NumberSet {
  #bits = new Int32Array(1);

  has(number: number): boolean {
    const bits = this.#bits;
    return number >>> 5 < bits.length && ((bits[number >>> 5]! >>> (number & 31)) & 1) === 1;
  }

  add(number: number): void {
    const word = number >>> 5;
    if (word >= this.#bits.length) {
      const wider = new Int32Array(Math.max(word + 1, this.#bits.length * 2));
      wider.set(this.#bits);
      this.#bits = wider;
    }
    this.#bits[word]! |= 1 << (number & 31);
  }
}
