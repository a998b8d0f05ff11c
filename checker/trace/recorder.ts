import { isDeepStrictEqual } from 'node:util';
import { Violation } from '../../model/language/index.ts';
import type { FlatLabel } from '../program/body.ts';
import { sharesCpus } from '../program/cpus.ts';
import { type Failure, failingStep } from '../program/failure.ts';
import { known } from '../program/known.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';
import type { Finding } from '../search/space.ts';
import { changesBetween } from './changes.ts';
import { aboutPath, failingAccess } from './failingAccess.ts';
import { lifetimesBetween } from './lifetimes.ts';
import { propertyAccesses, type TakenStep } from './propertyAccesses.ts';
import type { Position, Trace, TraceFailure, TraceStep, Waiting } from './trace.ts';

/** No step leads from a state to the next one, although a search has taken one. */
export class StepLost extends Error {
  readonly state: State;
  readonly next: State;

  constructor(state: State, next: State) {
    super('the engines disagree on a step');
    this.state = state;
    this.next = next;
  }
}

/** Writes down a run step by step as the reference engine takes it. */
export class TraceRecorder {
  readonly #engine: ReferenceEngine;
  readonly #program: Program;
  readonly #start: string;
  readonly #steps: TraceStep[] = [];
  readonly #taken: TakenStep[] = [];
  readonly #waitingAtStart: readonly Waiting[];
  #waiting: readonly Waiting[] = [];
  #state: State;
  /** The step that fails, which has no state after it. */
  #failing: Step | undefined;

  constructor(engine: ReferenceEngine, start: string, state: State) {
    this.#engine = engine;
    this.#program = engine.program;
    this.#start = start;
    this.#state = state;
    this.#waitingAtStart = this.#blocked(state);
    this.#waiting = this.#waitingAtStart;
  }

  get state(): State {
    return this.#state;
  }

  /** The thread that took the last step. */
  get lastThread(): number | undefined {
    return this.#steps.at(-1)?.thread;
  }

  /** Adds a step; without a state after it, the step that fails. */
  add(step: Step, after: State | undefined): void {
    const possible = this.#engine.enabledOf(this.#state, step.thread.index);
    const blocked = after === undefined ? [] : this.#blocked(after);
    const waited = this.#waiting;
    this.#steps.push({
      ...positionOf(step.thread.index, step.label),
      choice: possible.indexOf(step),
      choices: possible.length,
      ...known({ chosen: step.chosen }),
      changes: after === undefined ? [] : changesBetween(this.#program, this.#state, after),
      ...(after === undefined ? {} : lifetimesBetween(this.#program, this.#state, after)),
      waiting: blocked.filter((w) => !waited.some((k) => k.thread === w.thread && k.label === w.label)),
    });
    this.#taken.push({ state: this.#state, step });
    this.#failing = after === undefined ? step : undefined;
    if (after === undefined) return;
    this.#waiting = blocked;
    this.#state = after;
  }

  /** The run so far, or up to the check that failed. */
  trace(failed?: Failure): Trace {
    const { scenario, design, sizes, threads } = this.#program;
    const shares = sharesCpus(this.#program);
    const trace = {
      version: 1 as const,
      scenario: scenario.name,
      design,
      sizes,
      start: this.#start,
      threads: threads.map(({ name, body, context, optional, cpu }) => {
        const thread = { name, fn: body.fn, context, optional };
        return shares ? { ...thread, cpu } : thread;
      }),
      waiting: this.#waitingAtStart,
      steps: [...this.#steps],
    };
    return failed === undefined
      ? trace
      : { ...trace, ...this.#round(failed), failure: this.#failure(failed) };
  }

  /** Where the round of a failure begins, and the state from which it cannot be avoided. */
  #round({ where }: Failure): Pick<Trace, 'round' | 'unavoidableAfter'> {
    if (where.kind !== 'round') return {};
    const { length } = this.#steps;
    return { round: length - where.length, unavoidableAfter: length - where.steps.length };
  }

  #failure(failed: Failure): TraceFailure {
    const { check, property, message, frees } = failed;
    const inStep = failingStep(failed) !== undefined;
    const about = failed.about === undefined ? undefined : aboutPath(this.#program, failed.about);
    return this.#withAccesses({ check, message, inStep, ...known({ property, about, frees }) });
  }

  #withAccesses(failure: TraceFailure): TraceFailure {
    const failing = this.#failing;
    if (failing === undefined || failure.check === 'everyStep')
      return { ...failure, ...this.#propertyAccesses(failure) };
    const access = failingAccess(this.#program, this.#state, failing, failure);
    return access === undefined
      ? failure
      : { ...failure, access: { ...access, step: this.#steps.length - 1 } };
  }

  #propertyAccesses(failure: TraceFailure): Pick<TraceFailure, 'access' | 'against'> {
    const engine = this.#engine;
    const after = this.#failing === undefined ? [] : [engine.step(this.#state, this.#failing)];
    const states = [this.#state, ...after];
    return propertyAccesses(this.#program, states, engine.threadViews(states.at(-1)!), this.#taken, failure);
  }

  #blocked(state: State): Waiting[] {
    return this.#program.threads.flatMap(({ index, body }) => {
      const label = body.labels[state.threads[index]!.label];
      return label === undefined || this.#engine.stepsAt(state, index).length > 0
        ? []
        : [positionOf(index, label)];
    });
  }
}

function positionOf(thread: number, { name, fn, label, calls }: FlatLabel): Position {
  return { thread, label: name, fn, line: label, calls };
}

/**
 * The trace of a failure that a search found, each step taken again on the reference engine.
 * Throws an Error, which is a bug, where that engine cannot take one.
 */
export function recordFinding(engine: ReferenceEngine, { states, failure, threads }: Finding): Trace {
  const recorder = recordStates(engine, states, threads);
  for (const number of failure.where.kind === 'round' ? failure.where.steps : []) {
    const step = engine.program.steps[number]!;
    recorder.add(step, engine.step(recorder.state, step));
  }
  const failing = failingStep(failure);
  if (failing !== undefined) recorder.add(engine.program.steps[failing]!, undefined);
  return recorder.trace(failure);
}

/** A run that leads from state to state; `threads` says whose each step is, where that is known. */
export function recordStates(
  engine: ReferenceEngine,
  states: readonly State[],
  threads?: readonly number[],
): TraceRecorder {
  const [first, ...rest] = states;
  const recorder = new TraceRecorder(engine, ...startAt(engine, first!));
  for (const [i, next] of rest.entries()) {
    const steps = stepsBetween(engine, recorder.state, next);
    // Where steps of several threads lead there and nobody says whose it is, no context switch is better than one.
    const wanted = threads?.[i] ?? recorder.lastThread;
    const step = steps.find(({ thread }) => thread.index === wanted) ?? steps[0];
    if (step === undefined) throw new StepLost(recorder.state, next);
    recorder.add(step, next);
  }
  return recorder;
}

/** The state to start from that a state is, with its name; each is made in turn, and there may be many. */
function startAt(engine: ReferenceEngine, state: State): [name: string, state: State] {
  for (const start of engine.initial()) if (isDeepStrictEqual(start[1], state)) return start;
  throw new Error('the path found starts in no initial state');
}

/** The steps that lead from one state to another one. */
function stepsBetween(engine: ReferenceEngine, state: State, next: State): Step[] {
  // A step changes no other thread than its own, which most often stands elsewhere after it.
  const moved = state.threads.findIndex((thread, i) => thread.label !== next.threads[i]!.label);
  const possible = moved < 0 ? engine.enabled(state) : engine.enabledOf(state, moved);
  return possible.filter((step) => {
    try {
      return isDeepStrictEqual(engine.step(state, step), next);
    } catch (error) {
      if (error instanceof Violation) return false;
      throw error;
    }
  });
}
