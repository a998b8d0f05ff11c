import { Violation, violationsMade } from '../../model/language/index.ts';
import { lockedOut } from '../meaning/lockedOut.ts';
import { checkRows, type KeptRows } from '../meaning/rows.ts';
import { FailedStep, violationOf } from '../program/failedStep.ts';
import { checkLocksFreed } from '../program/lockedRows.ts';
import { checkExit, type Leaving } from '../program/locks.ts';
import type { Program } from '../program/program.ts';
import { PropertyChecks } from '../program/propertyChecks.ts';
import { checkDone, GuardWrote, recipeError } from '../program/recipeError.ts';
import type { State } from '../program/state.ts';
import { mayIdle } from '../program/thread.ts';
import { refuseAnswer } from '../program/ways.ts';
import type { Compiled } from './compiled.ts';
import { makeExitWatch } from './exitWatch.ts';
import { type Expansion, noExpansion } from './expansion.ts';
import { makeFreedWatch } from './freedWatch.ts';
import { KnownAnswers } from './knownAnswers.ts';
import { codeAt } from './layout.ts';
import { LockWatch } from './lockWatch.ts';
import { recipesIn } from './recipes.ts';
import { makeReplaceable } from './replaceable.ts';
import { nothingSeen, type Seen } from './seen.ts';
import type { Successors } from './successors.ts';
import { UseWatch } from './useWatch.ts';
import type { Views } from './views.ts';

/** How many successors a batch may hold before the search must take them. */
const batchStates = 512;

/** The engine that a search runs on: a state is a few 32-bit words, and generated code makes all its successors. */
export class PackedEngine {
  readonly program: Program;
  /** Words of a state. */
  readonly words: number;
  /** Successors of the states expanded since the last `clear`, and the parent of each, in order. */
  readonly batch: Int32Array;
  readonly parents: Int32Array;
  /** For each thread before which successor of the last expansion its own end: they are in the order of threads. */
  readonly ends: Int32Array;
  /** How many successors must be in the batch for it to be taken before the next expansion, and the most it then has. */
  readonly batchLimit = batchStates;
  readonly batchCapacity: number;
  readonly #compiled: Compiled;
  readonly #checks: PropertyChecks;
  /** Whether the program states bounds. */
  readonly #states: boolean;
  /** The words of the state that is expanded. */
  readonly #current: Int32Array;
  readonly #successors: Successors;
  readonly #observer: Views;
  /** The rows of the tables of all its views. */
  readonly #tables: readonly KeptRows[];
  readonly #expansion = noExpansion();
  #seen: Seen | undefined;
  /** The number of the state that is expanded. */
  #parent = 0;

  constructor(compiled: Compiled) {
    const { program, generated } = compiled;
    this.program = program;
    this.words = generated.layout.words;
    this.batchCapacity = batchStates + mostSuccessors(program);
    this.batch = new Int32Array(this.batchCapacity * this.words);
    this.parents = new Int32Array(this.batchCapacity);
    this.ends = new Int32Array(program.threads.length);
    this.#compiled = compiled;
    this.#states = program.within.length > 0;
    const current = new Int32Array(this.words);
    this.#current = current;
    this.#checks = new PropertyChecks(program, new KnownAnswers(program, generated.layout, current));
    this.#observer = compiled.makeObserverViews(current);
    const words = new Int32Array(this.words);
    const [after, step] = [compiled.makeObserverViews(words), compiled.makeStepViews(words)];
    this.#tables = [this.#observer, after, step].flatMap(({ tables }) => tables);
    this.#successors = this.#makeSuccessors({ words, current, after, step });
  }

  /**
   * Says what the state at the offset comes to, with all checks but the order of locks, and appends its successors to
   * the batch, each with `parent`; what it shows besides goes to `seen`.
   */
  expand(states: Int32Array, offset: number, parent: number, seen: Seen): Expansion {
    const expansion = this.#load(states, offset);
    if (expansion.beyond) return expansion;
    const { shared, threads } = this.#observer;
    const out = () => lockedOut(this.program, this.decode(states, offset));
    expansion.wrong = this.#checks.state(shared, threads, seen.witnessed, this.#isStuck, out);
    if (expansion.wrong !== undefined) return expansion;
    this.#take(parent, seen);
    if (expansion.failed.length === 0 && expansion.from === expansion.to)
      expansion.wrong = this.#checks.terminal(shared, threads, seen.reached, out);
    return expansion;
  }

  /** As `expand`, without asking whether anything is wrong with the state itself. */
  steps(states: Int32Array, offset: number, parent: number, seen: Seen): Expansion {
    const expansion = this.#load(states, offset);
    if (!expansion.beyond) this.#take(parent, seen);
    return expansion;
  }

  /** Takes the successors of the last expansion out of the batch. */
  takeBack(): void {
    const { from } = this.#expansion;
    this.#successors.rewind(from);
    this.#expansion.to = from;
  }

  /** Empties the batch. Throws ModelError where a recipe has moved rows since the last time. */
  clear(): void {
    this.#successors.rewind(0);
    this.#expansion.to = 0;
    checkRows(this.program, this.#tables);
  }

  /** What of the user's runs now, or ran last in an expansion that was cut short. */
  doing(): string {
    const { asking } = this.#checks;
    if (asking !== undefined) return `property "${asking}"`;
    const thread = this.#successors.thread();
    const { name, body } = this.program.threads[thread]!;
    const at = codeAt(this.#current, this.#compiled.generated.layout.threads[thread]!.label);
    return `${name} at ${body.labels[at]?.name ?? 'its end'}`;
  }

  /** What every question of the program about states answers in one, by its name. */
  answers(state: Int32Array): ReadonlyMap<string, boolean> {
    return this.#checks.answers(...this.observe(state, 0));
  }

  /** What properties see of the packed state at the offset, until the engine looks at another one. */
  observe(states: Int32Array, offset: number): [shared: Views['shared'], threads: Views['threads']] {
    this.#successors.load(states, offset);
    return [this.#observer.shared, this.#observer.threads];
  }

  /** Makes the state of zeros the current one: what somebody has kept of the views shows nothing else. */
  blank(): void {
    this.#successors.load(new Int32Array(this.words), 0);
  }

  /** A state of the reference engine in words. */
  encode(state: State): Int32Array {
    return this.#compiled.codec.encode(state);
  }

  /** The state that lies in words, as the reference engine has it. */
  decode(source: Int32Array, offset = 0): State {
    return this.#compiled.codec.decode(source, offset);
  }

  /** Makes a stored state the current one, of which nothing is known yet. */
  #load(states: Int32Array, offset: number) {
    const expansion = this.#expansion;
    expansion.wrong = undefined;
    if (expansion.failed.length > 0) expansion.failed.length = 0;
    expansion.from = expansion.to;
    this.#successors.load(states, offset);
    expansion.beyond = this.#states && this.#checks.isBeyond(this.#observer.shared, this.#observer.threads);
    return expansion;
  }

  #take(parent: number, seen: Seen): void {
    this.#seen = seen;
    this.#parent = parent;
    this.#expansion.to = this.#successors.expand(parent, seen.fired);
  }

  /** Whether the current state has no step; what the batch has stays. */
  readonly #isStuck = (): boolean => {
    const { from, failed } = this.#expansion;
    this.#take(0, nothingSeen(this.program));
    const isStuck = failed.length === 0 && this.#expansion.to === from;
    failed.length = 0;
    this.takeBack();
    return isStuck;
  };

  #makeSuccessors({ words, current, after, step }: Working): Successors {
    const { program, generated, makeSteps, ways } = this.#compiled;
    const watch = new LockWatch(program, generated.layout);
    const useWatch = new UseWatch(program, generated.layout);
    const mayLeave = makeExitWatch(program, generated.layout, watch);
    let known: readonly Violation[] = [];
    const mayFree = makeFreedWatch(program, generated.layout);
    const check = (thread: number) => checkLocksFreed(program, this.#observer.shared, after.shared, thread);
    const freedBy = (thread: number) => (mayFree(current, words) ? violationOf(() => check(thread)) : []);
    /** What a step breaks by what it leaves behind stands beside the step properties that it breaks. */
    const breaks = (violations: readonly Violation[]) => {
      if (this.#checks.watchesSteps) known = violations;
      else if (violations.length > 0)
        throw violations.length > 1 ? new FailedStep(violations) : violations[0];
    };
    const leaves = (thread: number, how: Leaving) => {
      if (mayLeave(words, thread)) return;
      breaks([...freedBy(thread), ...violationOf(() => checkExit(program, after.shared, thread, how))]);
    };
    const hooks = {
      failed: (error: unknown, number: number) => {
        if (!(error instanceof Violation)) throw recipeError(program, program.steps[number]!, error);
        this.#expansion.failed.push(this.#checks.failure(error, number));
      },
      guardWrote: () => {
        throw new GuardWrote();
      },
      noAnswer: refuseAnswer,
      caught: () => {
        throw violationsMade.last!;
      },
      isNew: () => {
        this.#seen!.news++;
      },
      checkDone,
      locksMoved: (thread: number, step: number) =>
        watch.note(this.#seen!, this.#parent, current, words, thread, step),
      usesMoved: (thread: number, step: number) =>
        useWatch.note(this.#seen!, this.#parent, current, words, thread, step),
      ended: (thread: number) => leaves(thread, 'returns'),
      idles: (thread: number) => {
        if (mayIdle(program.threads[thread]!)) leaves(thread, 'goes idle');
      },
      rowsMoved: (thread: number) => {
        // Where the thread has left its work by the same step, that is known already.
        const exit = known.filter(({ check }) => check === 'held-at-exit');
        breaks([...freedBy(thread), ...exit]);
      },
      stepTaken: () => {
        const before = known;
        known = [];
        this.#checks.step(this.#observer.shared, after.shared, after.threads, before);
      },
      mayBeReplaced: makeReplaceable(program, generated.layout, words, step, after),
    };
    const on = [step, words, current, this.batch, this.parents, this.ends] as const;
    return makeSteps(...on, hooks, recipesIn(program), violationsMade, ways);
  }
}

/** The state that a step changes and the one that it starts from, and views of the first. */
interface Working {
  readonly words: Int32Array;
  readonly current: Int32Array;
  readonly after: Views;
  readonly step: Views;
}

function mostSuccessors({ stepsAt }: Program): number {
  const most = stepsAt.map((labels) => Math.max(...labels.map(({ length }) => length)));
  return most.reduce((sum, n) => sum + n, 0);
}
