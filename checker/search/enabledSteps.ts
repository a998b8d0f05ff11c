import { levelOf } from '../../model/language/index.ts';
import { type LearnedOutcome, LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Compiled } from '../packed/compiled.ts';
import { CpuWatch } from '../packed/cpuWatch.ts';
import { codeAt, type StateLayout } from '../packed/layout.ts';
import { LockWatch } from '../packed/lockWatch.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Program } from '../program/program.ts';
import { Executions } from './executions.ts';
import { type Execution, emptyFrame, type Frame } from './frame.ts';
import { StateIndex } from './stateIndex.ts';

/** What a thread can do in the state that is looked at. */
export interface Enabled {
  readonly thread: number;
  readonly frame: Frame;
  readonly execution: Execution;
  readonly outcome: LearnedOutcome;
}

/** What the threads can do in packed states, one after the other, with the frames and executions that were met. */
export class EnabledSteps {
  readonly program: Program;
  readonly layout: StateLayout;
  readonly executions = new Executions();
  /** By thread, then by the number of the frame. */
  readonly frames: readonly Frame[][];
  /** What those can do that were asked for. */
  readonly enabled: Enabled[] = [];
  /** What they look at in vain: the guards that are closed, whether or not another one is open. */
  readonly waiting: Execution[] = [];
  /** What those could do who are stopped by handlers, which come between two accesses of theirs. */
  readonly interrupted: Enabled[] = [];
  readonly #steps: LearnedSteps;
  readonly #watch: LockWatch;
  readonly #cpus: CpuWatch;
  readonly #indexes: readonly StateIndex[];
  readonly #own: readonly Int32Array[];

  constructor({ program, generated: { layout } }: Compiled) {
    this.program = program;
    this.layout = layout;
    this.frames = layout.threads.map(() => []);
    this.#steps = new LearnedSteps(program, layout.fields);
    this.#watch = new LockWatch(program, layout);
    this.#cpus = new CpuWatch(program, layout);
    this.#indexes = layout.threads.map(({ own }) => new StateIndex(own.length));
    this.#own = layout.threads.map(({ own }) => new Int32Array(own.length));
  }

  /** Forgets what was asked for. */
  clear(): void {
    this.enabled.length = 0;
    this.waiting.length = 0;
    this.interrupted.length = 0;
  }

  /** Asks what a thread can do in the packed state at the offset, which may be `imagined`: no run may have it. */
  ask(thread: number, states: Int32Array, offset: number, imagined = false): void {
    const { enabled, waiting, interrupted } = this;
    if (this.#cpus.has(thread, states, offset)) {
      this.#ask(thread, states, offset, { enabled, waiting, imagined });
    } else if (this.#cpus.isInterrupted(thread, states, offset))
      this.#ask(thread, states, offset, { enabled: interrupted, waiting: [], imagined });
  }

  #ask(thread: number, states: Int32Array, offset: number, { enabled, waiting, imagined }: Asked): void {
    const { label } = this.layout.threads[thread]!;
    const steps = this.program.stepsAt[thread]![codeAt(states, label, offset)];
    if (steps === undefined) return;
    let frame: Frame | undefined;
    let closed: LearnedOutcome[] | undefined;
    for (const step of steps) {
      const outcome = this.#steps.outcome(step, states, offset, imagined);
      if (outcome.kind === 'closed') {
        closed ??= [];
        closed.push(outcome);
        continue;
      }
      const isLast = step.branch.otherwise;
      if (isLast && (closed?.length ?? 0) + 1 < steps.length) continue;
      frame ??= this.#standing(thread, step.label, states, offset);
      const execution = isLast
        ? this.executions.otherwise(outcome, closed ?? [])
        : this.executions.of(outcome);
      enabled.push({ thread, frame, execution, outcome });
    }
    for (const outcome of closed ?? []) waiting.push(this.executions.of(outcome));
  }

  /** The frame in which a thread stands in the packed state at the offset, if it was seen to have a step there. */
  frameOf(thread: number, states: Int32Array, offset: number): Frame | undefined {
    return this.frames[thread]![this.#indexes[thread]!.find(this.#ownIn(thread, states, offset), 0)];
  }

  /** Whether there is a rule by which the thread may have to leave its CPU to another one. */
  mayBePreempted(thread: number): boolean {
    const { scenario, cpus } = this.program;
    return scenario.preemption !== undefined && cpus.some(({ threads }) => threads.includes(thread));
  }

  /** Whether a step of the other thread can come between two accesses of the thread in the packed state at the offset. */
  comesBetween(other: number, thread: number, states: Int32Array, offset: number): boolean {
    if (other === thread) return false;
    const { threads } = this.program;
    const [own, another] = [threads[thread]!, threads[other]!];
    if (own.cpu !== another.cpu) return true;
    const [below, above] = [levelOf[own.context], levelOf[another.context]];
    return below < above || (below + above === 0 && this.#steps.preempts(thread, states, offset));
  }

  #ownIn(thread: number, states: Int32Array, offset: number): Int32Array {
    const own = this.#own[thread]!;
    const places = this.layout.threads[thread]!.own;
    for (let i = 0; i < own.length; i++) {
      const { word, mask } = places[i]!;
      own[i] = states[offset + word]! & mask;
    }
    return own;
  }

  #standing(thread: number, label: FlatLabel, states: Int32Array, offset: number): Frame {
    const frames = this.frames[thread]!;
    const known = frames[this.#indexes[thread]!.add(this.#ownIn(thread, states, offset), 0)];
    const holds = (lock: number) => this.#watch.holds(lock, thread, states, offset);
    if (known === undefined) {
      const held = this.program.locks.map((lock) => lock.number).filter(holds);
      const made = { ...emptyFrame(frames.length, thread, label), held };
      frames.push(made);
      return made;
    }
    if (!known.held.every(holds)) known.held = known.held.filter(holds);
    return known;
  }
}

/** Where what a thread can do goes, and what it looks at in vain. */
interface Asked {
  readonly enabled: Enabled[];
  readonly waiting: Execution[];
  readonly imagined: boolean;
}
