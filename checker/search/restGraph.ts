import type { Compiled } from '../packed/compiled.ts';
import type { Program } from '../program/program.ts';
import type { Explored } from './explored.ts';
import { Rest } from './rest.ts';
import type { Succession } from './succession.ts';

/** A thread that can never rest again, and the number of the first state found from which it cannot. */
export interface Stuck {
  readonly thread: number;
  readonly state: number;
}

/** The states of a search that are not known to be good, with the steps between them: who can rest behind which. */
export class RestGraph {
  readonly #program: Program;
  readonly #explored: Explored;
  readonly #rest: Rest;
  /** A byte a state by its number, 1 where every thread is known to be able to rest. */
  readonly #good: Uint8Array;
  readonly #edges = new Numbers();
  /** The states that lead to a good one or to a failure, and those in which a thread rests. */
  readonly #leading = new Numbers();
  readonly #resting: readonly Numbers[];

  constructor(compiled: Compiled, explored: Explored, good: Uint8Array) {
    const { program } = compiled;
    this.#program = program;
    this.#explored = explored;
    this.#rest = new Rest(compiled);
    this.#good = good;
    this.#resting = program.threads.map(() => new Numbers());
  }

  /** Adds a state whose steps have just been taken; `sound` is false where something failed. */
  add(states: Int32Array, offset: number, number: number, succession: Succession, sound: boolean): void {
    const { words, batch, count } = succession;
    let leads = !sound;
    for (let k = 0; k < count && !leads; k++) {
      const next = this.#explored.find(batch, k * words);
      leads = this.#good[next] === 1;
      if (!leads) this.#edges.push(next, number);
    }
    if (leads) this.#leading.push(number);
    for (const [thread, resting] of this.#resting.entries())
      if (this.#rest.of(thread, states, offset, succession)) resting.push(number);
  }

  /** The threads that can never rest behind some state, each with the first such state, in the order of the states. */
  stuck(): Stuck[] {
    const before = new Backwards(this.#edges, this.#explored.size);
    return this.#program.threads
      .flatMap(({ index }) => {
        const good = this.#good.slice();
        before.mark(good, [this.#leading, this.#resting[index]!]);
        // A byte for no state stands in front.
        const state = good.indexOf(0, 1);
        return state < 0 ? [] : [{ thread: index, state }];
      })
      .sort((a, b) => a.state - b.state);
  }
}

/** For each state those from which a step leads to it. */
class Backwards {
  /** Where the sources of each state begin in `#sources`. */
  readonly #starts: Int32Array;
  readonly #sources: Int32Array;

  /** `edges` has a target and a source in turn. */
  constructor(edges: Numbers, states: number) {
    const { values, length } = edges;
    this.#starts = new Int32Array(states + 2);
    this.#sources = new Int32Array(length / 2);
    for (let i = 0; i < length; i += 2) this.#starts[values[i]! + 1]!++;
    for (let i = 1; i < this.#starts.length; i++) this.#starts[i]! += this.#starts[i - 1]!;
    const next = this.#starts.slice();
    for (let i = 0; i < length; i += 2) this.#sources[next[values[i]!]!++] = values[i + 1]!;
  }

  /** Marks the states given and every one from which a way leads to one of them. */
  mark(marks: Uint8Array, from: readonly Numbers[]): void {
    const open = new Numbers();
    const reach = (state: number) => {
      if (marks[state] === 1) return;
      marks[state] = 1;
      open.push(state);
    };
    for (const { values, length } of from) for (let i = 0; i < length; i++) reach(values[i]!);
    while (open.length > 0) {
      const state = open.pop();
      for (let i = this.#starts[state]!; i < this.#starts[state + 1]!; i++) reach(this.#sources[i]!);
    }
  }
}

/** Whole numbers in a row that grows. */
class Numbers {
  values = new Int32Array(64);
  length = 0;

  push(...numbers: readonly number[]): void {
    for (const number of numbers) {
      if (this.length === this.values.length) {
        const wider = new Int32Array(this.length * 2);
        wider.set(this.values);
        this.values = wider;
      }
      this.values[this.length++] = number;
    }
  }

  pop(): number {
    return this.values[--this.length]!;
  }
}
