/** States in order, each with its number: one level of a breadth-first search. */
export class StateQueue {
  readonly #words: number;
  #states: Int32Array;
  #numbers: Int32Array;
  #length = 0;

  constructor(words: number, capacity = 1024) {
    this.#words = words;
    this.#states = new Int32Array(capacity * words);
    this.#numbers = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#states.byteLength + this.#numbers.byteLength;
  }

  /** The words of all states, one after the other. */
  get states(): Int32Array {
    return this.#states;
  }

  numberAt(index: number): number {
    return this.#numbers[index]!;
  }

  push(source: Int32Array, offset: number, number: number): void {
    if (this.#length === this.#numbers.length) this.reserve(1);
    const words = this.#words;
    const at = this.#length * words;
    for (let i = 0; i < words; i++) this.#states[at + i] = source[offset + i]!;
    this.#numbers[this.#length++] = number;
  }

  clear(): void {
    this.#length = 0;
  }

  /** How many bytes it takes, beside those that it has, to hold so many more states. */
  growthFor(states: number): number {
    const capacity = this.#capacityFor(states);
    return capacity === this.#numbers.length ? 0 : capacity * (this.#words + 1) * 4;
  }

  /** Makes room for so many more states. */
  reserve(more: number): void {
    const capacity = this.#capacityFor(more);
    if (capacity === this.#numbers.length) return;
    const states = new Int32Array(capacity * this.#words);
    states.set(this.#states);
    this.#states = states;
    const numbers = new Int32Array(capacity);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }

  #capacityFor(more: number): number {
    let capacity = this.#numbers.length;
    while (capacity < this.#length + more) capacity *= 2;
    return capacity;
  }
}
