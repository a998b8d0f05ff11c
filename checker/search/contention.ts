import { type Access, accessesOf, conflict } from '../meaning/accesses.ts';
import type { Contended, LabelAccesses } from '../meaning/labelAccesses.ts';
import { type LearnedOutcome, LearnedSteps } from '../meaning/learnedSteps.ts';
import type { Compiled } from '../packed/compiled.ts';
import { codeAt, type StateLayout } from '../packed/layout.ts';
import { LockWatch } from '../packed/lockWatch.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Program } from '../program/program.ts';
import { StateIndex } from './stateIndex.ts';

/** One way to take a label of a thread: the accesses that it makes. */
interface Execution {
  readonly number: number;
  readonly thread: number;
  readonly label: FlatLabel;
  readonly accesses: readonly Access[];
}

/** A thread at a label with its locals: what it does there hangs on what it finds alone. */
interface Frame {
  readonly thread: number;
  readonly label: FlatLabel;
  /** The executions that it was seen to be about to make, and those of other threads that could come first. */
  readonly own: Set<Execution>;
  readonly others: Set<Execution>;
  /** The numbers of the locks that the thread held whenever it stood here. */
  held: readonly number[];
}

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
  readonly #executions = new Map<string, Execution>();
  readonly #ofOutcome: (Execution | undefined)[] = [];
  readonly #pairs: Set<number>[];
  /** What the threads can do in the state that is looked at. */
  readonly #enabled: { thread: number; frame: number; execution: Execution }[] = [];

  constructor({ program, generated: { layout } }: Compiled) {
    this.#program = program;
    this.#layout = layout;
    this.#steps = new LearnedSteps(program, layout.fields);
    this.#watch = new LockWatch(program, layout);
    this.#indexes = layout.threads.map(({ own }) => new StateIndex(own.length));
    this.#own = layout.threads.map(({ own }) => new Int32Array(own.length));
    this.#frames = layout.threads.map(() => []);
    this.#pairs = layout.threads.map(() => new Set());
  }

  /** Takes note of the packed state at the offset. */
  visit(states: Int32Array, offset: number): void {
    const enabled = this.#enabled;
    enabled.length = 0;
    const { threads } = this.#program;
    for (let thread = 0; thread < threads.length; thread++) this.#expand(thread, states, offset);
    for (const { thread, frame, execution } of enabled) {
      this.#note(thread, frame, execution);
      for (const other of enabled) {
        if (other.thread === thread || other.execution.accesses.length === 0) continue;
        if (this.#sharesCpu(thread, other.thread) && !this.#steps.preempts(thread, states, offset)) continue;
        this.#note(thread, frame, other.execution);
      }
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
      const execution = isLast ? this.#otherwise(outcome, closed ?? []) : this.#execution(outcome);
      this.#enabled.push({ thread, frame, execution });
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
      frames.push({ thread, label, own: new Set(), others: new Set(), held });
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

  #execution(outcome: LearnedOutcome): Execution {
    const known = this.#ofOutcome[outcome.number];
    if (known !== undefined) return known;
    const made = this.#made(String(outcome.number), outcome, []);
    this.#ofOutcome[outcome.number] = made;
    return made;
  }

  /** Who takes the branch that is left has seen that all others are closed. */
  #otherwise(outcome: LearnedOutcome, closed: readonly LearnedOutcome[]): Execution {
    const key = [outcome, ...closed].map(({ number }) => number).join();
    return this.#executions.get(key) ?? this.#made(key, outcome, closed);
  }

  #made(key: string, outcome: LearnedOutcome, closed: readonly LearnedOutcome[]): Execution {
    const touches = [...closed, outcome].flatMap((one) => one.touches);
    const { thread, label } = outcome.step;
    const number = this.#executions.size;
    const made = { number, thread: thread.index, label, accesses: accessesOf(touches) };
    this.#executions.set(key, made);
    return made;
  }
}

/** For each execution of a frame its contended accesses. */
function contendedIn({ own, others }: Frame): Contended[][] {
  const against = [...others];
  const between = (access: Access) =>
    against.filter(({ accesses }) => accesses.some((other) => conflict(access, other)));
  return [...own].map(({ accesses }) =>
    accesses.flatMap((access) => {
      const labels = between(access).map(({ label }) => label.id);
      return labels.length === 0 ? [] : [{ access, against: [...new Set(labels)] }];
    }),
  );
}
