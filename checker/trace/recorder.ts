import { isDeepStrictEqual } from 'node:util';
import type { FlatLabel } from '../program/body.ts';
import type { Program } from '../program/program.ts';
import type { Failure } from '../program/propertyChecks.ts';
import type { Action, State } from '../program/state.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';
import { changesBetween } from './changes.ts';
import { failingAccess } from './failingAccess.ts';
import { lifetimesBetween } from './lifetimes.ts';
import { propertyAccesses, type Taken } from './propertyAccesses.ts';
import type { Position, Trace, TraceFailure, TraceStep, Waiting } from './trace.ts';

/** Writes down a run step by step as the reference engine takes it. */
export class TraceRecorder {
  readonly #engine: ReferenceEngine;
  readonly #program: Program;
  readonly #start: string;
  readonly #steps: TraceStep[] = [];
  readonly #taken: Taken[] = [];
  readonly #waitingAtStart: readonly Waiting[];
  #waiting: readonly Waiting[] = [];
  #state: State;
  /** The step that fails, which has no state after it. */
  #failing: Action | undefined;

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
  add(action: Action, after: State | undefined): void {
    const { thread, branch, row } = action;
    const label = this.#program.threads[thread]!.body.labels[action.label]!;
    const possible = this.#engine.enabledOf(this.#state, thread);
    const over = label.branches[branch]!.alternative.over;
    const blocked = after === undefined ? [] : this.#blocked(after);
    const known = this.#waiting;
    this.#steps.push({
      ...positionOf(thread, label),
      choice: possible.findIndex((a) => isDeepStrictEqual(a, action)),
      choices: possible.length,
      ...(over === undefined ? {} : { chosen: `${over}[${row}]` }),
      changes: after === undefined ? [] : changesBetween(this.#program, this.#state, after),
      ...(after === undefined ? {} : lifetimesBetween(this.#program, this.#state, after)),
      waiting: blocked.filter((w) => !known.some((k) => k.thread === w.thread && k.label === w.label)),
    });
    this.#taken.push({ state: this.#state, action });
    this.#failing = after === undefined ? action : undefined;
    if (after === undefined) return;
    this.#waiting = blocked;
    this.#state = after;
  }

  trace(failure?: TraceFailure): Trace {
    const { scenario, design, sizes, threads, cpus } = this.#program;
    const trace = {
      version: 1 as const,
      scenario: scenario.name,
      design,
      sizes,
      start: this.#start,
      threads: threads.map(({ name, body, context, optional, cpu }) => {
        const thread = { name, fn: body.fn, context, optional };
        return cpus.length === 0 ? thread : { ...thread, cpu };
      }),
      waiting: this.#waitingAtStart,
      steps: [...this.#steps],
    };
    return failure === undefined ? trace : { ...trace, failure: this.#withAccesses(failure) };
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

/** How a trace says that a check failed. */
export function traceFailure({ check, property, message, action }: Failure): TraceFailure {
  const failure = { check, message, inStep: action !== undefined };
  return property === undefined ? failure : { ...failure, property };
}

/**
 * The trace of a failure that a search found, each step taken again on the reference engine.
 * Throws an Error, which is a bug, where that engine cannot take one.
 */
export function recordFinding(engine: ReferenceEngine, states: readonly State[], failure: Failure): Trace {
  const [first, ...rest] = states;
  const start = [...engine.initial()].find(([, state]) => isDeepStrictEqual(state, first));
  if (start === undefined) throw new Error('the path found starts in no initial state');
  const recorder = new TraceRecorder(engine, ...start);
  for (const next of rest) {
    const actions = engine.enabled(recorder.state).filter((a) => leadsTo(engine, recorder.state, a, next));
    // Where steps of several threads lead there, no context switch is better than one.
    const action = actions.find(({ thread }) => thread === recorder.lastThread) ?? actions[0];
    if (action === undefined) throw new Error('the engines disagree on a step');
    recorder.add(action, next);
  }
  if (failure.action !== undefined) recorder.add(failure.action, undefined);
  return recorder.trace(traceFailure(failure));
}

function leadsTo(engine: ReferenceEngine, state: State, action: Action, next: State): boolean {
  try {
    return isDeepStrictEqual(engine.step(state, action), next);
  } catch {
    return false;
  }
}
