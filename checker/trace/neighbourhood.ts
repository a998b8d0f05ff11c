import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { CheckedSteps } from '../reference/checkedSteps.ts';
import type { Trace } from './trace.ts';
import { walkTrace } from './walk.ts';

/** A step that is possible in a state of a trace. */
export interface NextTo {
  /** Which of the trace's states it starts from. */
  readonly from: number;
  readonly step: Step;
  /** The state that it leads to, or the check that it fails. */
  readonly to: State | string;
  /** Whether it is the trace's own. */
  readonly taken: boolean;
}

/** The states of a trace, and every step that is possible in one of them; none where a state fails. */
export interface Neighbourhood {
  readonly states: readonly State[];
  readonly steps: readonly NextTo[];
}

/** What lies one step from a trace; throws ModelError where the program is not that of the trace. */
export function neighbourhoodOf(program: Program, trace: Trace): Neighbourhood {
  const { run, states, steps } = walkTrace(program, trace);
  const failing = trace.failure?.inStep === false ? states.length - 1 : undefined;
  const checked = new CheckedSteps(run.engine, false);
  return {
    states,
    steps: states.flatMap((state, from) =>
      from === failing
        ? []
        : run.engine.enabled(state).map((step) => {
            const next = checked.step(state, step);
            return { from, step, to: 'check' in next ? next.check : next, taken: step === steps[from] };
          }),
    ),
  };
}
