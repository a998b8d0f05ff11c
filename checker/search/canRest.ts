import { allSettled } from '../packed/allSettled.ts';
import type { Compiled } from '../packed/compiled.ts';
import type { Explored } from './explored.ts';
import { OnwardLabels, turnsBack } from './onwardLabels.ts';
import { RestGoals } from './restGoals.ts';
import { RestGraph, type Stuck } from './restGraph.ts';
import type { SearchOptions } from './searchOptions.ts';
import type { ExploredSpace, Stopped } from './space.ts';
import { Succession } from './succession.ts';
import { sweep } from './sweep.ts';

/** What becomes of threads behind the states of a search. */
export interface Resting {
  /** The threads that get stuck, in the order of the states. */
  readonly stuck: readonly Stuck[];
  /** Whether some run ends. */
  readonly ends: boolean;
  /** Why it was not looked at to the end. */
  readonly stopped: Stopped | undefined;
}

type Cost = Pick<SearchOptions, 'limits' | 'onProgress'>;

/** How many states may be taken steps from to find ways of more than one step: of the space, the share, and some more. */
const share = 0.25;
const atLeast = 1000;

/**
 * Whether from every state that a search has seen, to the end, every thread can still come to rest. A state from which a
 * failure can be reached is as good as one from which all rest: there the run ends.
 *
 * Where no step has ever led back every run ends, and nothing is left to be looked at. Else each state gets to know which
 * goals it leads to (RestGoals): its own, and those of the states that were found from it. Few of them lack one then, and
 * only those of these are looked at in which no thread surely has a step onward (OnwardLabels): what their successors
 * lead to, again and again, and what lies farther behind those that are left. Where one of these finds no way to what it
 * lacks, all that lack something are looked at, for each thread alone (RestGraph).
 */
export async function canRest(compiled: Compiled, space: ExploredSpace, cost: Cost): Promise<Resting> {
  if (space.reached.length + space.beyond === 0 && !turnsBack(compiled.program, space.explored.fired))
    return { stuck: [], ends: true, stopped: undefined };
  return new CanRest(compiled, space).run(cost);
}

class CanRest {
  readonly #compiled: Compiled;
  readonly #space: ExploredSpace;
  readonly #explored: Explored;
  /** Whether states of the space fail, or steps from them. */
  readonly #mayFail: boolean;
  readonly #goals: RestGoals;
  readonly #succession: Succession;
  readonly #onward: OnwardLabels;
  /** The goals that each state is known to lead to, by its number. */
  readonly #reached: Uint8Array | Int32Array;
  /** The threads that stand before their first label and are to go on from there, as bits of goals; empty without such. */
  readonly #first: Uint8Array | Int32Array;
  #budget: number;
  #ends = false;

  constructor(compiled: Compiled, space: ExploredSpace) {
    const { explored } = space;
    this.#compiled = compiled;
    this.#space = space;
    this.#explored = explored;
    this.#budget = atLeast + share * explored.size;
    this.#mayFail = space.findings.length > 0 || space.reached.length + space.beyond > 0;
    this.#goals = new RestGoals(compiled);
    this.#succession = new Succession(compiled);
    this.#onward = new OnwardLabels(compiled, explored.fired);
    const Bits = this.#goals.all < 2 ** 8 ? Uint8Array : Int32Array;
    this.#reached = new Bits(explored.size + 1);
    this.#first = new Bits(this.#goals.byStep ? explored.size + 1 : 0);
  }

  async run(cost: Cost): Promise<Resting> {
    const { limits: { maxMemory } = {} } = cost;
    const over = (stopped: Stopped | undefined, stuck: readonly Stuck[] = []): Resting => {
      return { stuck, ends: this.#ends, stopped };
    };
    const bytes = this.#reached.byteLength + this.#first.byteLength;
    if (maxMemory !== undefined && this.#space.bytes + bytes > maxMemory) return over('memory');
    const { all } = this.#goals;
    const { layout } = this.#compiled.generated;
    const begin = (slots: Int32Array, offset: number, number: number) => {
      this.#ends ||=
        !this.#explored.beyond.has(number) && allSettled(this.#compiled.program, layout, slots, offset);
      this.#note(number, this.#mayFail && !this.#expand(slots, offset) ? all : this.#goals.in(slots, offset));
      if (this.#goals.byStep) this.#first[number] = this.#goals.firstIn(slots, offset);
    };
    // What is beyond the stated bounds leads wherever it is wanted.
    let stopped = await sweep(this.#space, cost, begin, 'all');
    if (stopped !== undefined) return over(stopped);
    this.#noteOnward();
    let left = this.#explored.size;
    for (let before = Infinity, near = true; left > 0 && near; ) {
      // As long as looking one step ahead helps most of them.
      near = left < before / 2;
      [before, left] = [left, 0];
      stopped = await sweep(this.#space, cost, (slots, offset, number) => {
        if (this.#reached[number] === all || this.#onward.in(slots, offset)) return;
        if (near) this.#note(number, this.#nextTo(slots, offset, number));
        else this.#lookBehind(slots, offset, number);
        if (this.#reached[number] !== all) left++;
      });
      if (stopped !== undefined) return over(stopped);
    }
    if (left === 0) return over(undefined);
    const good = Uint8Array.from(this.#reached, (reached) => (reached === all ? 1 : 0));
    const graph = new RestGraph(this.#compiled, this.#explored, good);
    stopped = await sweep(this.#space, cost, (slots, offset, number) => {
      if (good[number] === 0) graph.add(slots, offset, number, this.#succession, this.#expand(slots, offset));
    });
    return over(stopped, stopped === undefined ? graph.stuck() : []);
  }

  /** Takes every step from a state; false where something fails. */
  #expand(states: Int32Array, offset: number): boolean {
    if (this.#mayFail) return this.#succession.of(states, offset);
    this.#succession.ofSound(states, offset);
    return true;
  }

  /** Notes which threads have gone on from their first label by the steps by which states were found. */
  #noteOnward(): void {
    const first = this.#first;
    for (let number = 1; number < first.length; number++) {
      const from = this.#explored.parentOf(number);
      if (from !== 0) this.#note(from, first[from]! & ~first[number]!);
    }
  }

  /** A state leads to goals, and so does every state on the way to it. */
  #note(number: number, goals: number): void {
    const reached = this.#reached;
    for (
      let at = number;
      at !== 0 && (reached[at]! | goals) !== reached[at];
      at = this.#explored.parentOf(at)
    )
      reached[at]! |= goals;
  }

  /** Looks behind a state for the goals that it is not known to lead to, as long as the budget lasts. */
  #lookBehind(states: Int32Array, offset: number, number: number): void {
    const { words, batch } = this.#succession;
    const from = new Map([[number, 0]]);
    const open = [{ number, state: states.slice(offset, offset + words) }];
    for (let last = open.pop(); last !== undefined && this.#budget > 0; last = open.pop()) {
      this.#budget--;
      const reached = this.#nextTo(last.state, 0, last.number);
      if ((reached & ~this.#reached[number]!) !== 0)
        for (let at = last.number; at !== 0; at = from.get(at)!) this.#note(at, reached);
      if (this.#reached[number] === this.#goals.all) return;
      for (let k = 0; k < this.#succession.count; k++) {
        const next = this.#explored.find(batch, k * words);
        if (from.has(next)) continue;
        from.set(next, last.number);
        open.push({ number: next, state: batch.slice(k * words, (k + 1) * words) });
      }
    }
  }

  /** Takes every step from a state: the goals that it and its successors are known to lead to. */
  #nextTo(states: Int32Array, offset: number, number: number): number {
    this.#expand(states, offset);
    const { words, batch, count } = this.#succession;
    const first = this.#goals.firstIn(states, offset);
    let reached = this.#reached[number]!;
    for (let k = 0; k < count && reached !== this.#goals.all; k++) {
      reached |= this.#reached[this.#explored.find(batch, k * words)]!;
      reached |= first & ~this.#goals.firstIn(batch, k * words);
    }
    return reached;
  }
}
