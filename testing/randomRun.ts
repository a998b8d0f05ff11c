import { type Failure, failingStep } from '../checker/program/failure.ts';
import type { State } from '../checker/program/state.ts';
import type { Step } from '../checker/program/step.ts';
import { CheckedSteps } from '../checker/reference/checkedSteps.ts';
import type { ReferenceEngine } from '../checker/reference/referenceEngine.ts';
import { type NextStep, nextSteps } from '../checker/trace/nextSteps.ts';
import { TraceRecorder } from '../checker/trace/recorder.ts';
import type { Turn } from '../checker/trace/schedule.ts';
import type { Trace } from '../checker/trace/trace.ts';

/** One step of a run: who took it, and the states on both sides. */
export interface RunStep {
  readonly step: Step;
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

/** Which step to take of those that are possible, when `running` took the one before; undefined for none. */
export type Pick = (possible: readonly NextStep[], running: number) => NextStep | undefined;

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
  const checked = new CheckedSteps(engine);
  const steps: RunStep[] = [];
  const turns: Turn[] = [];
  let before = initial;
  let running = 0;
  let failure = checked.wrong(before);
  for (const pick of picks) {
    const possible = failure === undefined ? nextSteps(engine, before) : [];
    if (possible.length === 0) break;
    const picked = pick(possible, running);
    if (picked === undefined) continue;
    const { step, turn } = picked;
    running = turn.thread;
    turns.push(turn);
    const after = checked.step(before, step);
    if ('check' in after) {
      failure = after;
      break;
    }
    steps.push({ step, before, after });
    before = after;
    failure = checked.wrong(before);
  }
  return { start, initial, steps, turns, failure };
}

/** The trace of a run, or of its first steps. */
export function traceOf(
  engine: ReferenceEngine,
  { start, initial, steps, failure }: Taken,
  length = steps.length,
): Trace {
  const recorder = new TraceRecorder(engine, start, initial);
  for (const { step, after } of steps.slice(0, length)) recorder.add(step, after);
  if (failure === undefined || length < steps.length) return recorder.trace();
  const failing = failingStep(failure);
  if (failing !== undefined) recorder.add(engine.program.steps[failing]!, undefined);
  return recorder.trace(failure);
}
