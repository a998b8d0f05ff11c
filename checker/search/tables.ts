import type { PackedEngine } from '../packed/packedEngine.ts';
import type { Budget } from './budget.ts';
import { Parents } from './parents.ts';
import { StateQueue } from './stateQueue.ts';
import { type VisitedSet, visitedSet } from './visitedSet.ts';

/** Where a search has its states: all of them, and those of the level that it expands and of the one that it finds. */
export class Tables {
  readonly visited: VisitedSet;
  readonly parents = new Parents();
  level: StateQueue;
  next: StateQueue;
  readonly #engine: PackedEngine;

  constructor(engine: PackedEngine) {
    this.#engine = engine;
    this.visited = visitedSet(engine.words);
    this.level = new StateQueue(engine.words);
    this.next = new StateQueue(engine.words);
  }

  get bytes(): number {
    return this.visited.bytes + this.parents.bytes + this.level.bytes + this.next.bytes;
  }

  /** Takes a state to start from in. */
  addStart(words: Int32Array): void {
    this.visited.addBatch(words, 1, () => {
      this.parents.push(0);
      this.next.push(words, 0, this.visited.size);
    });
  }

  /** Takes the engine's batch of so many successors in: the new ones form the next level. */
  addBatch(count: number): void {
    const { batch, parents, words } = this.#engine;
    let number = this.visited.size;
    this.visited.addBatch(batch, count, (k) => {
      this.parents.push(parents[k]!);
      this.next.push(batch, k * words, ++number);
    });
  }

  /** Goes on to the next level. */
  descend(): void {
    [this.level, this.next] = [this.next, this.level];
    this.next.clear();
  }

  /** Whether a batch can be taken in without any of them growing. */
  hasRoom(): boolean {
    const { batchCapacity } = this.#engine;
    return this.#growing.every((table) => table.growthFor(batchCapacity) === 0);
  }

  /** Makes room for a batch; false where there is none to be had. */
  grow(budget: Budget): boolean {
    const { batchCapacity } = this.#engine;
    const growth = this.#growing.reduce((sum, table) => sum + table.growthFor(batchCapacity), 0);
    if (!budget.fits(this.bytes + growth)) return false;
    try {
      for (const table of this.#growing) table.reserve(batchCapacity);
      return true;
    } catch (error) {
      // The machine has less than the limit allows.
      if (error instanceof RangeError) return false;
      throw error;
    }
  }

  get #growing() {
    return [this.visited, this.parents, this.next] as const;
  }
}
