import { CutShort } from '../code/cutShort.ts';
import type { Compiled } from '../packed/compiled.ts';
import { PackedEngine } from '../packed/packedEngine.ts';
import { nothingSeen, type Seen } from '../packed/seen.ts';
import type { Failure } from '../program/failure.ts';
import { known } from '../program/known.ts';
import { Audited } from './auditor.ts';
import { Budget } from './budget.ts';
import { afterCut, sliceOf } from './cutSearch.ts';
import { Explored } from './explored.ts';
import { Findings } from './findings.ts';
import { OrderJudge } from './orderJudge.ts';
import type { SearchOptions } from './searchOptions.ts';
import type { ExploredSpace, Progress, Stopped } from './space.ts';
import { Tables } from './tables.ts';

/** How many states are expanded between two looks at the clock. */
const stretch = 32;

/**
 * Explores all states of a program, nearest first, so that the first way found to a failure is a shortest one. Throws
 * ModelError where the model is wrong in itself, a recipe, a guard or a property that does not end among that.
 */
export async function breadthFirst(compiled: Compiled, options: SearchOptions = {}): Promise<ExploredSpace> {
  const budget = new Budget(options.limits);
  for (;;) {
    const search = new BreadthFirst(compiled, options, budget);
    await search.run();
    if (!search.beginsAgain) return search.space();
  }
}

class BreadthFirst {
  /** Whether what it has come to counts for nothing, and another one must begin from the start. */
  beginsAgain = false;
  readonly #compiled: Compiled;
  readonly #engine: PackedEngine;
  readonly #options: SearchOptions;
  readonly #budget: Budget;
  readonly #seen: Seen;
  /** What is seen where only the states themselves are asked. */
  readonly #asked: Seen;
  readonly #order: OrderJudge;
  readonly #tables: Tables;
  readonly #findings: Findings;
  readonly #audited: Audited;
  /** The numbers of the states beyond the bounds that the program states. */
  readonly #beyond = new Set<number>();
  /** The names of the states to start from that are still to be made, and the one that is being made. */
  readonly #starts: Iterator<string>;
  #starting: string | undefined;
  #at = 0;
  #pending = 0;
  /** How many successors must be in the batch for it to be taken. */
  #takeAt = 0;
  /** Whether it is known that the tables have room for a batch. */
  #hasRoom = false;
  #transitions = 0;
  #depth = 0;
  /** A step of this level fails and ends the search: a state of the level that is wrong itself is one step nearer. */
  #ending = false;
  #lookedAt = 0;
  #stopped: Stopped | undefined;
  #unfinished: string | undefined;

  constructor(compiled: Compiled, options: SearchOptions, budget: Budget) {
    const engine = new PackedEngine(compiled);
    this.#compiled = compiled;
    this.#engine = engine;
    this.#options = options;
    this.#budget = budget;
    this.#seen = nothingSeen(compiled.program);
    this.#asked = nothingSeen(compiled.program);
    this.#order = new OrderJudge(compiled.program);
    this.#tables = new Tables(engine);
    this.#findings = new Findings(compiled.program, options.sought ?? 'any');
    this.#audited = new Audited(options.auditor, engine);
    this.#starts = compiled.starts.keys()[Symbol.iterator]();
  }

  /** Explores, slice by slice, to the end or until something stops it. */
  async run(): Promise<void> {
    const work = [(end: number) => this.#start(end), (end: number) => this.#explore(end)];
    while (work.length > 0 && this.#stopped === undefined) {
      this.#lookedAt = performance.now();
      const cameTo = sliceOf(this.#budget.patience(), () => work[0]!(this.#budget.sliceEnd()));
      if (cameTo instanceof CutShort) return this.#cut();
      this.#audited.look();
      if (cameTo === 'done') work.shift();
      if (cameTo === 'room' && !this.#tables.grow(this.#budget)) this.#stopped = 'memory';
      if (work.length === 0) break;
      if (this.#options.onProgress?.(this.#progress()) === true) this.#stopped ??= 'interrupted';
      await new Promise((resume) => setImmediate(resume));
    }
    if (this.#ending) this.#stopped = 'violation';
    this.#take();
    // What ended the search otherwise says nothing of the locks that it has seen.
    if (this.#stopped !== undefined && this.#stopped !== 'violation') this.#judgeOrder();
  }

  /** A slice was stopped in the middle, which leaves nothing behind that can go on. */
  async #cut(): Promise<void> {
    // A signal that has come meanwhile is heard first.
    await new Promise((resume) => setImmediate(resume));
    const isInterrupted = this.#options.onProgress?.(this.#progress()) === true;
    const { states } = this.#tables.level;
    const offset = (this.#at - 1) * this.#engine.words;
    const cut = { lookedAt: this.#lookedAt, engine: this.#engine, starting: this.#starting };
    const outcome = afterCut(this.#compiled, { ...cut, states, offset }, this.#budget, isInterrupted);
    this.beginsAgain = outcome === undefined;
    [this.#stopped, this.#unfinished] = [outcome?.stopped, outcome?.unfinished];
  }

  /** Makes the states to start from: they are the first level. */
  #start(end: number): CameTo {
    for (;;) {
      if (!this.#tables.hasRoom()) return 'room';
      const { done, value: name } = this.#starts.next();
      if (done) break;
      this.#starting = name;
      const words = this.#engine.encode(this.#compiled.starts.get(name)!);
      this.#starting = undefined;
      this.#tables.addStart(words);
      if (this.#mustStop()) return 'done';
      if (this.#lookedAt >= end) return 'later';
    }
    this.#tables.descend();
    this.#takeAt = this.#batchNow();
    return 'done';
  }

  /** Goes on until the end of the slice, or until the tables must grow. */
  #explore(end: number): CameTo {
    for (;;) {
      if (!this.#hasRoom && !this.#tables.hasRoom()) return 'room';
      this.#hasRoom = true;
      if (this.#at === this.#tables.level.length && !this.#descend()) return 'done';
      const until = Math.min(this.#tables.level.length, this.#at + stretch);
      while (this.#at < until && this.#stopped === undefined && this.#pending < this.#takeAt) {
        if (this.#ending) this.#ask(this.#at++);
        else this.#expand(this.#at++);
        if (this.#ending) this.#take();
      }
      if (this.#pending >= this.#takeAt) this.#take();
      if (this.#mustStop()) return 'done';
      if (this.#lookedAt >= end) return 'later';
    }
  }

  /** Looks at the clock and at how many states there are. */
  #mustStop(): boolean {
    this.#lookedAt = performance.now();
    if (this.#budget.roomBeside(this.#tables.visited.size) < 0) this.#stopped ??= 'states';
    else if (this.#lookedAt >= this.#budget.until) this.#stopped ??= 'timeout';
    return this.#stopped !== undefined;
  }

  /** How many successors the batch may hold now for the limit of states to be passed by those of one state at most. */
  #batchNow(): number {
    return Math.min(this.#engine.batchLimit, this.#budget.roomBeside(this.#tables.visited.size) + 1);
  }

  space(): ExploredSpace {
    const { visited, parents } = this.#tables;
    const explored = new Explored(this.#engine, visited, parents, this.#seen.fired, this.#beyond);
    return {
      findings: this.#findings.among(explored),
      stopped: this.#stopped,
      ...known({ unfinished: this.#unfinished }),
      states: this.#tables.visited.size - this.#beyond.size,
      beyond: this.#beyond.size,
      transitions: this.#transitions,
      depth: this.#depth,
      seconds: this.#budget.seconds,
      bytes: this.#tables.bytes,
      fired: this.#seen.fired,
      reached: [...this.#seen.reached],
      witnesses: [...this.#seen.witnessed],
      explored,
      started: this.#budget.started,
    };
  }

  #expand(index: number): void {
    const engine = this.#engine;
    const { level } = this.#tables;
    const number = level.numberAt(index);
    const expansion = engine.expand(level.states, index * engine.words, number, this.#seen);
    const { wrong, failed, to } = expansion;
    if (expansion.beyond) this.#beyond.add(number);
    this.#pending = to;
    if (wrong !== undefined) this.#fail(wrong, number);
    for (const failure of failed) this.#fail(failure, number);
    this.#audited.note(this.#seen, number, level.states, index * engine.words);
  }

  /** Asks whether anything is wrong with a state itself; what lies behind it counts no more. */
  #ask(index: number): void {
    const engine = this.#engine;
    const { wrong } = engine.expand(this.#tables.level.states, index * engine.words, 0, this.#asked);
    engine.clear();
    if (wrong !== undefined) this.#fail(wrong, this.#tables.level.numberAt(index));
  }

  #fail(failures: Failure, state: number): void {
    const ends = this.#findings.add(failures, state);
    if (ends === 'with the level') this.#ending = true;
    if (ends === 'now') this.#stopped = 'violation';
  }

  /** Takes the batch of successors in: the new ones form the next level. */
  #take(): void {
    this.#tables.addBatch(this.#pending);
    this.#transitions += this.#pending;
    this.#pending = 0;
    this.#engine.clear();
    // Only what is taken needs room.
    this.#hasRoom = false;
    this.#takeAt = this.#batchNow();
  }

  /** Ends a round: what its steps say of the order of locks is judged, and the states that it has found are the next. */
  #descend(): boolean {
    this.#take();
    if (this.#ending) this.#stopped = 'violation';
    else this.#judgeOrder();
    if (this.#stopped !== undefined || this.#tables.next.length === 0) return false;
    this.#tables.descend();
    this.#at = 0;
    this.#depth++;
    return true;
  }

  #judgeOrder(): void {
    for (const { failure, state } of this.#order.judge(this.#seen)) this.#fail(failure, state);
  }

  #progress(): Progress {
    return {
      states: this.#tables.visited.size,
      transitions: this.#transitions,
      depth: this.#depth,
      frontier: this.#tables.level.length - this.#at + this.#tables.next.length,
      seconds: this.#budget.seconds,
    };
  }
}

/** How a slice of work ended: all is done, or the rest is for later, or it needs room first. */
type CameTo = 'done' | 'later' | 'room';
