const chunkStates = 2 ** 20;

/** For each state, by number from 1, the number of the state it was first reached from; 0 for a state to start from. */
export class Parents {
  readonly #chunks: Int32Array[] = [];
  #length = 0;

  get bytes(): number {
    return this.#chunks.length * chunkStates * 4;
  }

  push(parent: number): void {
    const at = this.#length++ % chunkStates;
    if (at === 0) this.#chunks.push(new Int32Array(chunkStates));
    this.#chunks[this.#chunks.length - 1]![at] = parent;
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
