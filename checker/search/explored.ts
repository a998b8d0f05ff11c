import type { PackedEngine } from '../packed/packedEngine.ts';
import type { State } from '../program/state.ts';
import type { Parents } from './parents.ts';
import type { VisitedSet } from './visitedSet.ts';

/** The states that a search has explored, by their numbers, which are in the order in which it found them, from 1. */
export class Explored {
  readonly #engine: PackedEngine;
  readonly #visited: VisitedSet;
  readonly #parents: Parents;
  /** A byte a step of the program, 1 where it has been taken. */
  readonly fired: Uint8Array;
  /** The numbers of the states that are beyond the bounds that the program states: they are known, and not explored. */
  readonly beyond: ReadonlySet<number>;

  constructor(
    engine: PackedEngine,
    visited: VisitedSet,
    parents: Parents,
    fired: Uint8Array,
    beyond: ReadonlySet<number>,
  ) {
    this.beyond = beyond;
    this.#engine = engine;
    this.#visited = visited;
    this.#parents = parents;
    this.fired = fired;
  }

  /** How many there are. */
  get size(): number {
    return this.#visited.size;
  }

  /** Words of a state. */
  get words(): number {
    return this.#engine.words;
  }

  /** Slots, each the words of a state and its number, 0 where the slot is free: in no order. */
  get slots(): Int32Array {
    return this.#visited.slots;
  }

  /** The number of a packed state, 0 where it is none of them. */
  find(source: Int32Array, offset: number): number {
    return this.#visited.find(source, offset);
  }

  /** The number of the state that one was first reached from; 0 where it is one to start from. */
  parentOf(number: number): number {
    return this.#parents.of(number);
  }

  /** The words of the state of that number. */
  wordsOf(number: number): Int32Array {
    return this.#visited.collect([number]);
  }

  /** The states on a shortest way to the one of that number, from one to start from to itself. */
  pathTo(number: number): State[] {
    const path = this.#parents.pathTo(number);
    const words = this.#visited.collect(path);
    return path.map((_, i) => this.#engine.decode(words, i * this.#engine.words));
  }
}
