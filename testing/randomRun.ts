import type { Failure } from '../checker/program/propertyChecks.ts';
import type { Action, State } from '../checker/program/state.ts';
import type { ReferenceChecks, ReferenceEngine } from '../checker/reference/referenceEngine.ts';
import { TraceRecorder, traceFailure } from '../checker/trace/recorder.ts';
import type { Turn } from '../checker/trace/schedule.ts';
import type { Trace } from '../checker/trace/trace.ts';

/** One step of a run: who took it, and the states on both sides. */
export interface RunStep {
  readonly action: Action;
  readonly before: State;
  readonly after: State;
}

/** A run, up to a check that fails or to the last of the steps that were picked for it. */
export interface Taken {
  readonly start: string;
  readonly initial: State;
  /** The steps that did not fail. */
  readonly steps: readonly RunStep[];
  readonly turns: readonly Turn[];
  readonly failure: Failure | undefined;
}

/** What a thread could do next, and the turn that stands for it. */
interface Possible {
  readonly action: Action;
  readonly turn: Turn;
}

/** Which step to take of those that are possible, when `running` took the one before; undefined for none. */
export type Pick = (possible: readonly Possible[], running: number) => Possible | undefined;

/** Choice 0 lets the running thread go on, so that smaller choices make fewer context switches. */
export const byChoice =
  (choice: number): Pick =>
  (possible, running) => {
    const own = possible.filter(({ turn }) => turn.thread === running);
    const all = [...own, ...possible.filter(({ turn }) => turn.thread !== running)];
    return all[choice % all.length];
  };

/** The step that a turn stands for; none where it is not possible. */
export const byTurn =
  ({ thread, choice }: Turn): Pick =>
  (possible) =>
    possible.find(({ turn }) => turn.thread === thread && turn.choice === choice);

/** Takes the steps that are picked, on the reference engine with all checks. */
export function take(engine: ReferenceEngine, start: string, picks: readonly Pick[]): Taken {
  const initial = engine.initial().get(start)!;
  const checks = engine.checks();
  const steps: RunStep[] = [];
  const turns: Turn[] = [];
  let before = initial;
  let running = 0;
  let possible = possibleIn(engine, before);
  let failure = failing(engine, checks, before, possible.length === 0);
  for (const pick of picks) {
    if (failure !== undefined || possible.length === 0) break;
    const picked = pick(possible, running);
    if (picked === undefined) continue;
    const { action, turn } = picked;
    running = action.thread;
    turns.push(turn);
    const after = checks.step(before, action);
    if ('check' in after) {
      failure = after;
      break;
    }
    steps.push({ action, before, after });
    before = after;
    possible = possibleIn(engine, before);
    failure = failing(engine, checks, before, possible.length === 0);
  }
  return { start, initial, steps, turns, failure };
}

function possibleIn(engine: ReferenceEngine, state: State): Possible[] {
  return state.threads.flatMap((_, thread) =>
    engine.enabledOf(state, thread).map((action, choice) => ({ action, turn: { thread, choice } })),
  );
}

function failing(
  engine: ReferenceEngine,
  checks: ReferenceChecks,
  state: State,
  ended: boolean,
): Failure | undefined {
  const views = engine.threadViews(state);
  return (
    checks.properties.state(state.shared, views) ??
    (ended ? checks.properties.terminal(state.shared, views) : undefined)
  );
}

/** The trace of a run, or of its first steps. */
export function traceOf(
  engine: ReferenceEngine,
  { start, initial, steps, failure }: Taken,
  length = steps.length,
): Trace {
  const recorder = new TraceRecorder(engine, start, initial);
  for (const { action, after } of steps.slice(0, length)) recorder.add(action, after);
  if (failure === undefined || length < steps.length) return recorder.trace();
  if (failure.action !== undefined) recorder.add(failure.action, undefined);
  return recorder.trace(traceFailure(failure));
}
