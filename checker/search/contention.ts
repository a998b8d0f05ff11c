import { ModelError } from '../../model/language/index.ts';
import type { LabelAccesses } from '../meaning/labelAccesses.ts';
import { type LearnedOutcome, LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Compiled } from '../packed/compiled.ts';
import { codeAt, type StateLayout } from '../packed/layout.ts';
import { LockWatch } from '../packed/lockWatch.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Program } from '../program/program.ts';
import { behind, written } from './behind.ts';
import { Executions } from './executions.ts';
import { contendedIn, type Execution, emptyFrame, exposedIn, type Frame } from './frame.ts';
import { StateIndex } from './stateIndex.ts';

/** What a thread can do in the state that is looked at. */
interface Enabled {
  readonly thread: number;
  readonly frame: number;
  readonly execution: Execution;
  readonly outcome: LearnedOutcome;
}

/** How many states with a label half done are looked at, of each thread: so many, or twice as many as there are others. */
const mostHalves = 10_000;

/** The most executions that there may be, as a factor that tells pairs of frames and executions apart. */
const maxExecutions = 2 ** 24;

/**
 * Sees in every explored state which steps are enabled together, and what each of them touches. An access of a label is
 * contended where, in some state in which its thread stands there, another thread has a step that touches the same, one
 * of the two writing. Whoever comes between two accesses of a label does so first in a state in which the label still
 * stands and is enabled, and that state is among the explored ones: so what is not contended here is so nowhere.
 */
export class Contention {
  readonly #program: Program;
  readonly #layout: StateLayout;
  readonly #steps: LearnedSteps;
  readonly #watch: LockWatch;
  readonly #indexes: readonly StateIndex[];
  readonly #own: readonly Int32Array[];
  /** By thread, then by the number of the frame. */
  readonly #frames: Frame[][];
  readonly #executions = new Executions();
  readonly #pairs: Set<number>[];
  /** What the threads can do in the state that is looked at. */
  readonly #enabled: Enabled[] = [];
  /** What those look at in vain who can do nothing in it. */
  readonly #waiting: Execution[] = [];
  #visited = 0;
  /** By thread, the states in which a label of it is half done. */
  readonly #halves: readonly StateIndex[];

  constructor({ program, generated: { layout } }: Compiled) {
    this.#program = program;
    this.#layout = layout;
    this.#steps = new LearnedSteps(program, layout.fields);
    this.#watch = new LockWatch(program, layout);
    this.#indexes = layout.threads.map(({ own }) => new StateIndex(own.length));
    this.#own = layout.threads.map(({ own }) => new Int32Array(own.length));
    this.#frames = layout.threads.map(() => []);
    this.#pairs = layout.threads.map(() => new Set());
    this.#halves = layout.threads.map(() => new StateIndex(layout.words));
  }

  /** Takes note of the packed state at the offset. */
  visit(states: Int32Array, offset: number): void {
    this.#visited++;
    const enabled = this.#enabled;
    enabled.length = 0;
    this.#waiting.length = 0;
    const { threads } = this.#program;
    for (let thread = 0; thread < threads.length; thread++) this.#expand(thread, states, offset);
    for (const { thread, frame, execution } of enabled) {
      this.#note(thread, frame, execution);
      for (const waiting of this.#waiting) this.#frames[thread]![frame]!.waiting.add(waiting);
      for (const other of enabled) {
        if (other.thread === thread || other.execution.accesses.length === 0) continue;
        if (this.#sharesCpu(thread, other.thread) && !this.#steps.preempts(thread, states, offset)) continue;
        this.#note(thread, frame, other.execution);
      }
    }
  }

  /**
   * Who comes behind a store that others can see meets a state that no run has: the label is half done. Whether there is
   * such a label that was not known, whose states `revisit` then has to be shown once more.
   */
  exposes(): boolean {
    const all = this.#executions.all;
    let grows = false;
    for (const frame of this.#frames.flat()) {
      const elsewhere = all.filter(({ thread }) => thread !== frame.thread);
      for (const execution of frame.own) {
        const seen = exposedIn(frame, execution, elsewhere);
        if (seen.length > (frame.exposed.get(execution)?.length ?? 0)) grows = true;
        frame.exposed.set(execution, seen);
      }
    }
    return grows;
  }

  /** Takes note of what others could do in the packed state at the offset behind each store of a label that they see. */
  revisit(states: Int32Array, offset: number): void {
    const { threads } = this.#program;
    for (let thread = 0; thread < threads.length; thread++) {
      this.#enabled.length = 0;
      this.#expand(thread, states, offset);
      for (const { frame, execution } of [...this.#enabled])
        for (const count of this.#frames[thread]![frame]!.exposed.get(execution) ?? [])
          this.#halfDone(thread, frame, execution, count, states.slice(offset, offset + this.#layout.words));
    }
  }

  #halfDone(thread: number, frame: number, execution: Execution, count: number, state: Int32Array): void {
    const { accesses, ghosts } = execution;
    const stores = [ghosts, ...accesses.slice(0, count).map((access) => access.stores)].flatMap((one) => [
      ...one,
    ]);
    const half = this.#halves[thread]!;
    const most = Math.max(mostHalves, 2 * this.#visited);
    const first = half.size;
    half.add(written(this.#layout, state, stores), 0);
    // Whatever the others do from there, the label stands half done: what is found on the way is looked at in turn.
    for (let at = first; at < half.size && half.size < most; at++) {
      this.#enabled.length = 0;
      const from = half.states.slice(at * this.#layout.words, (at + 1) * this.#layout.words);
      this.#waiting.length = 0;
      this.#others(thread, from);
      for (const waiting of this.#waiting) this.#frames[thread]![frame]!.waiting.add(waiting);
      for (const { execution: other, outcome } of this.#enabled) {
        this.#note(thread, frame, other);
        if (outcome.kind === 'taken' && this.#layout.cpus.length === 0)
          half.add(behind(this.#program, this.#layout, from, outcome), 0);
      }
    }
  }

  #others(thread: number, half: Int32Array): void {
    for (let other = 0; other < this.#program.threads.length; other++) {
      if (other === thread) continue;
      if (this.#sharesCpu(thread, other) && !this.#steps.preempts(thread, half, 0)) continue;
      this.#expandUnless(other, half);
    }
  }

  /** What the labels access that could be taken in some state, of each thread. */
  labels(): LabelAccesses[] {
    return this.#frames.flatMap((frames, thread) => {
      const labels = [...new Set(frames.map(({ label }) => label))].sort((a, b) => a.index - b.index);
      return labels.map((label) => {
        const standing = frames.filter((frame) => frame.label === label);
        const executions = new Set(standing.flatMap(({ own }) => [...own]));
        const contended = standing
          .flatMap(contendedIn)
          .reduce((most, one) => (one.length > most.length ? one : most), []);
        const held = standing
          .map((frame) => frame.held)
          .reduce((all, some) => all.filter((lock) => some.includes(lock)));
        return {
          thread,
          label,
          accesses: [...executions].flatMap(({ accesses }) => accesses),
          contended,
          held,
        };
      });
    });
  }

  #expand(thread: number, states: Int32Array, offset: number): void {
    const { label, cpu } = this.#layout.threads[thread]!;
    if (cpu !== undefined) {
      const running = codeAt(states, this.#layout.cpus[cpu]!, offset);
      if (running !== 0 && this.#program.cpus[cpu]!.threads[running - 1] !== thread) return;
    }
    const steps = this.#program.stepsAt[thread]![codeAt(states, label, offset)];
    if (steps === undefined) return;
    let frame = -1;
    let closed: LearnedOutcome[] | undefined;
    for (const step of steps) {
      const outcome = this.#steps.outcome(step, states, offset);
      if (outcome.kind === 'closed') {
        closed ??= [];
        closed.push(outcome);
        continue;
      }
      const isLast = step.branch.otherwise;
      if (isLast && (closed?.length ?? 0) + 1 < steps.length) continue;
      if (frame < 0) frame = this.#frame(thread, step.label, states, offset);
      const execution = isLast
        ? this.#executions.otherwise(outcome, closed ?? [])
        : this.#executions.of(outcome);
      this.#enabled.push({ thread, frame, execution, outcome });
    }
    if (frame < 0) for (const outcome of closed ?? []) this.#waiting.push(this.#executions.of(outcome));
  }

  /** A recipe that cannot do with what no run has is no mistake, and comes to nothing there. */
  #expandUnless(thread: number, half: Int32Array): void {
    try {
      this.#expand(thread, half, 0);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
    }
  }

  /** Whether two threads take turns on a CPU: one is between two accesses of the other only where that is preempted. */
  #sharesCpu(one: number, other: number): boolean {
    const { threads } = this.#layout;
    return threads[one]!.cpu !== undefined && threads[one]!.cpu === threads[other]!.cpu;
  }

  #frame(thread: number, label: FlatLabel, states: Int32Array, offset: number): number {
    const own = this.#own[thread]!;
    this.#layout.threads[thread]!.own.forEach(({ word, mask }, i) => {
      own[i] = states[offset + word]! & mask;
    });
    const number = this.#indexes[thread]!.add(own, 0);
    const frames = this.#frames[thread]!;
    const known = frames[number];
    const holds = (lock: number) => this.#watch.holds(lock, thread, states, offset);
    if (known === undefined) {
      const held = this.#program.locks.map((lock) => lock.number).filter(holds);
      frames.push({ ...emptyFrame(thread, label), held });
    } else if (!known.held.every(holds)) known.held = known.held.filter(holds);
    return number;
  }

  #note(thread: number, frame: number, execution: Execution): void {
    const pairs = this.#pairs[thread]!;
    const pair = frame * maxExecutions + execution.number;
    if (pairs.has(pair)) return;
    pairs.add(pair);
    const known = this.#frames[thread]![frame]!;
    (execution.thread === thread ? known.own : known.others).add(execution);
  }
}
