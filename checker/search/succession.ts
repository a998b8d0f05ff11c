import type { Compiled } from '../packed/compiled.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { nothingSeen, type Seen } from '../packed/seen.ts';

/** The successors of one state after the other, each with the step that leads to it. */
export class Succession {
  /** Words of a state. */
  readonly words: number;
  /** The successors, one after the other, and how many there are. */
  readonly batch: Int32Array;
  count = 0;
  readonly #engine: PackedEngine;
  readonly #seen: Seen;

  constructor(compiled: Compiled) {
    this.#engine = new PackedEngine(compiled);
    this.#seen = nothingSeen(compiled.program);
    this.words = this.#engine.words;
    this.batch = this.#engine.batch;
  }

  /**
   * Takes every step from the state at the offset; false where something fails in it or in one of them, or where the run
   * comes to a bound of the model, or is beyond those that are stated.
   */
  of(states: Int32Array, offset: number): boolean {
    this.#clear();
    const { wrong, beyond, failed, to } = this.#engine.expand(states, offset, 0, this.#seen);
    this.count = to;
    return !beyond && wrong === undefined && failed.length === 0 && this.#seen.reached.size === 0;
  }

  /** As `of`, where it is known that nothing fails. */
  ofSound(states: Int32Array, offset: number): void {
    this.#clear();
    this.count = this.#engine.steps(states, offset, 0, this.#seen).to;
  }

  /** The number of the step that leads to each successor. */
  steps(): number[] {
    const { fired } = this.#seen;
    const steps: number[] = [];
    // Successors lie in the order of the steps' numbers, one a step that was taken.
    for (let step = 0; step < fired.length; step++) if (fired[step] !== 0) steps.push(step);
    return steps;
  }

  #clear(): void {
    this.#seen.fired.fill(0);
    this.#seen.reached.clear();
    this.#engine.clear();
  }
}
