import type { Compiled } from '../packed/compiled.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { nothingSeen, type Seen, silentLabels } from '../packed/seen.ts';
import { apart, type Failure, nameOfFailure } from '../program/failure.ts';
import type { Program } from '../program/program.ts';
import { Explored } from './explored.ts';
import { OrderJudge } from './orderJudge.ts';
import { Parents } from './parents.ts';
import { isAny, meets, type Sought } from './sought.ts';
import { type ExploredSpace, type Limits, type Progress, type Stopped, stepsTo } from './space.ts';
import { StateQueue } from './stateQueue.ts';
import { type VisitedSet, visitedSet } from './visitedSet.ts';

export interface SearchOptions {
  readonly limits?: Limits;
  /** The failure that ends the search; left out, any does. */
  readonly sought?: Sought;
  /** Called every few tens of milliseconds; a true answer interrupts the search. */
  readonly onProgress?: (progress: Progress) => boolean | undefined;
}

/** How long the search runs before it looks at signals and reports progress. */
const sliceMs = 40;

/** Explores all states of a program, nearest first, so that the first way found to a failure is a shortest one. */
export async function breadthFirst(compiled: Compiled, options: SearchOptions = {}): Promise<ExploredSpace> {
  const search = new BreadthFirst(compiled, options);
  while (search.slice(performance.now() + sliceMs)) await new Promise((resume) => setImmediate(resume));
  return search.space();
}

class BreadthFirst {
  readonly #program: Program;
  readonly #engine: PackedEngine;
  readonly #options: SearchOptions;
  readonly #seen: Seen;
  /** What is seen where only the states themselves are asked. */
  readonly #asked: Seen;
  readonly #order: OrderJudge;
  readonly #visited: VisitedSet;
  readonly #parents = new Parents();
  readonly #found: { failure: Failure; state: number }[] = [];
  readonly #started = performance.now();
  #level: StateQueue;
  #next: StateQueue;
  #at = 0;
  #pending = 0;
  #transitions = 0;
  #depth = 0;
  /** A step of this level fails and ends the search: a state of the level that is wrong itself is one step nearer. */
  #ending = false;
  #stopped: Stopped | undefined;

  constructor(compiled: Compiled, options: SearchOptions) {
    const engine = new PackedEngine(compiled);
    this.#program = compiled.program;
    this.#engine = engine;
    this.#options = options;
    this.#seen = nothingSeen(compiled.program);
    this.#asked = nothingSeen(compiled.program);
    this.#order = new OrderJudge(compiled.program);
    this.#visited = visitedSet(engine.words);
    this.#level = new StateQueue(engine.words);
    this.#next = new StateQueue(engine.words);
    for (const state of compiled.starts.values()) {
      const words = engine.encode(state);
      this.#visited.addBatch(words, 1, () => {
        this.#parents.push(0);
        this.#level.push(words, 0, this.#visited.size);
      });
    }
  }

  /** Goes on until the deadline; false when there is nothing left to do. */
  slice(deadline: number): boolean {
    while (this.#stopped === undefined) {
      if (this.#at === this.#level.length && !this.#descend()) return false;
      const end = Math.min(this.#level.length, this.#at + 1000);
      while (this.#at < end && this.#stopped === undefined) {
        if (this.#ending) this.#ask(this.#at++);
        else this.#expand(this.#at++);
        if (this.#pending >= this.#engine.batchLimit || this.#ending) this.#take();
      }
      if (this.#stopped === undefined) this.#checkLimits();
      if (performance.now() >= deadline) break;
    }
    if (this.#options.onProgress?.(this.#progress()) === true) this.#stopped ??= 'interrupted';
    if (this.#stopped === undefined) return true;
    if (this.#ending) this.#stopped = 'violation';
    this.#take();
    // What ended the search otherwise says nothing of the locks that it has seen.
    if (this.#stopped !== 'violation') this.#judgeOrder();
    return false;
  }

  space(): ExploredSpace {
    const seconds = (performance.now() - this.#started) / 1000;
    const explored = new Explored(this.#engine, this.#visited, this.#parents, this.#seen.fired);
    return {
      findings: this.#found
        .map(({ failure, state }) => ({ failure, states: explored.pathTo(state) }))
        .sort((a, b) => stepsTo(a) - stepsTo(b)),
      stopped: this.#stopped,
      states: this.#visited.size,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds,
      bytes: this.#bytes(),
      silent: silentLabels(this.#program, this.#seen),
      witnesses: [...this.#seen.witnessed],
      explored,
    };
  }

  #expand(index: number): void {
    const engine = this.#engine;
    const number = this.#level.numberAt(index);
    const { wrong, failed, to } = engine.expand(this.#level.states, index * engine.words, number, this.#seen);
    this.#pending = to;
    if (wrong !== undefined) this.#fail(wrong, number);
    for (const failure of failed) this.#fail(failure, number);
  }

  /** Asks whether anything is wrong with a state itself; what lies behind it counts no more. */
  #ask(index: number): void {
    const engine = this.#engine;
    const { wrong } = engine.expand(this.#level.states, index * engine.words, 0, this.#asked);
    engine.clear();
    if (wrong !== undefined) this.#fail(wrong, this.#level.numberAt(index));
  }

  #fail(failures: Failure, state: number): void {
    const { sought = 'any' } = this.#options;
    for (const failure of apart(failures)) {
      const name = nameOfFailure(failure);
      const ends = meets(sought, this.#program, failure);
      const same = this.#found.filter((found) => nameOfFailure(found.failure) === name);
      // The one that is looked for may have the name of one that was found elsewhere.
      const isFirst = ends && !same.some((found) => meets(sought, this.#program, found.failure));
      if (same.length === 0 || isFirst) this.#found.push({ failure, state });
      if (!ends || (typeof sought === 'object' && sought.goesOn)) continue;
      if (failure.where.kind === 'step' && isAny(sought)) this.#ending = true;
      else this.#stopped = 'violation';
    }
  }

  /** Takes the batch of successors in: the new ones form the next level. */
  #take(): void {
    const { batch, parents, words } = this.#engine;
    let number = this.#visited.size;
    this.#visited.addBatch(batch, this.#pending, (k) => {
      this.#parents.push(parents[k]!);
      this.#next.push(batch, k * words, ++number);
    });
    this.#transitions += this.#pending;
    this.#pending = 0;
    this.#engine.clear();
  }

  /** Ends a round: what its steps say of the order of locks is judged, and the states that it has found are the next. */
  #descend(): boolean {
    this.#take();
    if (this.#ending) this.#stopped = 'violation';
    else this.#judgeOrder();
    if (this.#stopped !== undefined || this.#next.length === 0) return false;
    [this.#level, this.#next] = [this.#next, this.#level];
    this.#next.clear();
    this.#at = 0;
    this.#depth++;
    return true;
  }

  #judgeOrder(): void {
    for (const { failure, state } of this.#order.judge(this.#seen)) this.#fail(failure, state);
  }

  #checkLimits(): void {
    const { maxStates, timeout, maxMemory } = this.#options.limits ?? {};
    if (maxStates !== undefined && this.#visited.size >= maxStates) this.#stopped = 'states';
    else if (maxMemory !== undefined && this.#bytes() >= maxMemory) this.#stopped = 'memory';
    else if (timeout !== undefined && performance.now() - this.#started >= timeout * 1000)
      this.#stopped = 'timeout';
  }

  #bytes(): number {
    return this.#visited.bytes + this.#parents.bytes + this.#level.bytes + this.#next.bytes;
  }

  #progress(): Progress {
    return {
      states: this.#visited.size,
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: this.#level.length - this.#at + this.#next.length,
      seconds: (performance.now() - this.#started) / 1000,
    };
  }
}
