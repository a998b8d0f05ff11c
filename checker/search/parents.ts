const chunkBits = 14;
const chunkStates = 2 ** chunkBits;
const chunkBytes = chunkStates * 4;

/** For each state, by number from 1, the number of the state it was first reached from; 0 for a state to start from. */
export class Parents {
  readonly #chunks: Int32Array[] = [];
  #length = 0;

  get bytes(): number {
    return this.#chunks.length * chunkBytes;
  }

  /** How many more bytes it takes to hold so many more states. */
  growthFor(states: number): number {
    const chunks = Math.ceil((this.#length + states) / chunkStates) - this.#chunks.length;
    return Math.max(0, chunks) * chunkBytes;
  }

  /** Makes room for so many more states. */
  reserve(states: number): void {
    for (let growth = this.growthFor(states); growth > 0; growth -= chunkBytes)
      this.#chunks.push(new Int32Array(chunkStates));
  }

  push(parent: number): void {
    if (this.#length === this.#chunks.length * chunkStates) this.reserve(1);
    const at = this.#length++;
    this.#chunks[at >>> chunkBits]![at & (chunkStates - 1)] = parent;
  }

  /** The numbers on the way to a state, from a state to start from to itself. */
  pathTo(state: number): number[] {
    const path: number[] = [];
    for (let at = state; at !== 0; at = this.of(at)) path.push(at);
    return path.reverse();
  }

  /** The number of the state that one was first reached from, 0 where it is one to start from. */
  of(state: number): number {
    const index = state - 1;
    return this.#chunks[Math.floor(index / chunkStates)]![index % chunkStates]!;
  }
}
