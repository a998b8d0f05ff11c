import { PackedEngine } from '../packed/packedEngine.ts';
import type { Program } from '../program/program.ts';
import type { Failure } from '../program/propertyChecks.ts';
import type { State } from '../program/state.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import { Parents } from './parents.ts';
import { isFailure } from './sought.ts';
import { StateQueue } from './stateQueue.ts';
import { type VisitedSet, visitedSet } from './visitedSet.ts';

/** When a search gives up; a limit that is left out does not apply. */
export interface Limits {
  readonly maxStates?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** Bytes in the search's own tables. */
  readonly maxMemory?: number;
}

export interface SearchOptions {
  readonly limits?: Limits;
  /** The check or property whose failure ends the search; without it, any failure does. */
  readonly until?: string;
  /** The label, as 'function.label', whose step must fail so for that. */
  readonly at?: string;
  /** Called every few tens of milliseconds; a true answer interrupts the search. */
  readonly onProgress?: (progress: Progress) => boolean | undefined;
}

export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States known but not yet expanded. */
  readonly frontier: number;
  readonly seconds: number;
}

/** A failure, and the states on a shortest way to it, ending where it happens or where the failing step starts. */
export interface Finding {
  readonly failure: Failure;
  readonly states: readonly State[];
}

/** What a search has seen. */
export interface SearchResult {
  /** One for each check or property that failed, in the order found; nothing beyond a failure was explored. */
  readonly findings: readonly Finding[];
  /** Why the search ended before everything was explored; undefined when all was. */
  readonly stopped?: 'violation' | 'states' | 'timeout' | 'memory' | 'interrupted';
  readonly states: number;
  readonly transitions: number;
  /** The number of steps to the states farthest away. */
  readonly depth: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly neverFired: readonly string[];
  readonly witnesses: readonly string[];
}

/** How long the search runs before it looks at signals and reports progress. */
const sliceMs = 40;

/** Explores all states of a program, nearest first, so that the first way found to a failure is a shortest one. */
export async function breadthFirst(program: Program, options: SearchOptions = {}): Promise<SearchResult> {
  const search = new BreadthFirst(program, options);
  while (search.slice(performance.now() + sliceMs)) await new Promise((resume) => setImmediate(resume));
  return search.result();
}

class BreadthFirst {
  readonly #program: Program;
  readonly #engine: PackedEngine;
  readonly #options: SearchOptions;
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
  #stopped: SearchResult['stopped'];

  constructor(program: Program, options: SearchOptions) {
    this.#program = program;
    this.#engine = new PackedEngine(program);
    this.#options = options;
    this.#visited = visitedSet(this.#engine.words);
    this.#level = new StateQueue(this.#engine.words);
    this.#next = new StateQueue(this.#engine.words);
    for (const state of new ReferenceEngine(program).initial().values()) {
      const words = this.#engine.encode(state);
      this.#visited.addBatch(words, 1, () => {
        this.#parents.push(0);
        this.#level.push(words, 0, this.#visited.size);
      });
    }
  }

  /** Goes on until the deadline; false when there is nothing left to do. */
  slice(deadline: number): boolean {
    const engine = this.#engine;
    while (this.#stopped === undefined) {
      if (this.#at === this.#level.length) {
        this.#take();
        if (!this.#descend()) return false;
      }
      const end = Math.min(this.#level.length, this.#at + 1000);
      while (this.#at < end) {
        this.#expand(this.#at++);
        if (this.#pending >= engine.batchLimit) this.#take();
        if (this.#stopped !== undefined) break;
      }
      if (this.#stopped === undefined) this.#checkLimits();
      if (performance.now() >= deadline) break;
    }
    if (this.#options.onProgress?.(this.#progress()) === true) this.#stopped ??= 'interrupted';
    if (this.#stopped !== undefined) this.#take();
    return this.#stopped === undefined;
  }

  result(): SearchResult {
    const seconds = (performance.now() - this.#started) / 1000;
    const { checks } = this.#engine;
    const result = {
      findings: this.#found.map(({ failure, state }) => ({ failure, states: this.#pathTo(state) })),
      states: this.#visited.size,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds,
      bytes: this.#bytes(),
      neverFired: this.#engine.neverFired(),
      witnesses: checks.witnesses,
    };
    return this.#stopped === undefined ? result : { ...result, stopped: this.#stopped };
  }

  #expand(index: number): void {
    const engine = this.#engine;
    const number = this.#level.numberAt(index);
    engine.load(this.#level.states, index * engine.words);
    const failure = engine.checkState();
    if (failure !== undefined) {
      this.#fail(failure, number);
      return;
    }
    const before = this.#pending;
    this.#pending = engine.expand(number);
    if (engine.stepFailures.length > 0) {
      for (const stepFailure of engine.stepFailures.splice(0)) this.#fail(stepFailure, number);
    } else if (this.#pending === before) {
      const terminal = engine.checkTerminal();
      if (terminal !== undefined) this.#fail(terminal, number);
    }
  }

  #fail(failure: Failure, state: number): void {
    const name = failure.property ?? failure.check;
    const { until, at } = this.#options;
    const ends = isFailure(this.#program, failure, until, at);
    const known = this.#found.some((f) => (f.failure.property ?? f.failure.check) === name);
    // The one that is looked for may have the name of one that was found elsewhere.
    if (!known || (ends && this.#stopped === undefined)) this.#found.push({ failure, state });
    if (ends) this.#stopped = 'violation';
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

  #descend(): boolean {
    if (this.#next.length === 0) return false;
    [this.#level, this.#next] = [this.#next, this.#level];
    this.#next.clear();
    this.#at = 0;
    this.#depth++;
    return true;
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

  #pathTo(state: number): State[] {
    const path = this.#parents.pathTo(state);
    const words = this.#visited.collect(path);
    return path.map((_, i) => this.#engine.decode(words, i * this.#engine.words));
  }
}
