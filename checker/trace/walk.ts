import { ModelError } from '../../model/language/index.ts';
import { type Failure, failingStep, isSameCheck } from '../program/failure.ts';
import { known } from '../program/known.ts';
import { orderChecks } from '../program/lockJudge.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { CheckedRun } from './checkedRun.ts';
import { nextSteps } from './nextSteps.ts';
import type { Trace, TraceOf } from './trace.ts';
import type { FailureText, TraceDocument } from './traceDocument.ts';

/** A trace with its states and steps: one state more than steps, or as many where the last one fails. */
export interface Walk {
  readonly run: CheckedRun;
  readonly states: readonly State[];
  readonly steps: readonly Step[];
}

/** Takes the steps of a trace on the reference engine; throws ModelError where the program is not that of the trace. */
export function walkTrace(program: Program, trace: TraceOf<unknown, FailureText>): Walk {
  const { failure } = trace;
  const prefers = (one: Failure) => isSameCheck(one, failure);
  const run = new CheckedRun(program, trace.start, { judgesOrder: false, prefers });
  const states = [run.state];
  const steps: Step[] = [];
  trace.steps.forEach(({ thread, label, choice, choices }, i) => {
    const possible = run.failure === undefined ? nextSteps(run.engine, run.state, thread) : [];
    const step = possible[choice]?.step;
    if (step === undefined || step.label.name !== label || possible.length !== choices) {
      throw new ModelError(
        `${program.scenario.name}@${program.design}: step ${i + 1} of the trace, ${label}, is not possible there; allowed: a trace of this machine ('mmcheck replay' says what has changed)`,
      );
    }
    takeOne(run, step, i === trace.steps.length - 1 ? trace.failure : undefined);
    steps.push(step);
    if (run.failure === undefined || failingStep(run.failure) === undefined) states.push(run.state);
  });
  const { round, unavoidableAfter } = trace;
  if (run.failure === undefined && failure !== undefined && round !== undefined) {
    const { check, message, property } = failure;
    run.endRound({ check, message, ...known({ property }) }, unavoidableAfter ?? round, round);
  }
  return { run, states, steps };
}

/** An order of locks is judged by all runs together: that a step contradicts it, the trace alone knows. */
function takeOne(run: CheckedRun, step: Step, failure: FailureText | undefined): void {
  if (failure?.inStep !== true || !orderChecks.includes(failure.check)) {
    run.take(step);
    return;
  }
  const { check, message, property, access } = failure;
  // What it accesses there, if anything, is the lock that it is about.
  const about = access === undefined ? undefined : run.engine.program.fieldAt.get(access.path)?.lock;
  const where = { kind: 'order', step: step.number } as const;
  run.fail(step, { check, message, ...known({ property, about }), where });
}

/** The trace of a document, as its steps are taken again; throws ModelError where the program is not that of the trace. */
export function traceOf(program: Program, document: TraceDocument): Trace {
  const { asFound, unavoidableAfter, unavoidableUnknown } = document;
  const { run } = walkTrace(program, document);
  return { ...run.trace(), ...known({ asFound, unavoidableAfter, unavoidableUnknown }) };
}
