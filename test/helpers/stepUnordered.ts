import type { Failure } from '../../checker/program/failure.ts';
import type { State } from '../../checker/program/state.ts';
import type { Step } from '../../checker/program/step.ts';
import { CheckedSteps } from '../../checker/reference/checkedSteps.ts';
import type { ReferenceEngine } from '../../checker/reference/referenceEngine.ts';

/** Takes a step with all checks but that of the order of locks, which all runs of a search are judged by together. */
export function stepUnordered(engine: ReferenceEngine, state: State, step: Step): State | Failure {
  const next = new CheckedSteps(engine).step(state, step);
  // That is the last of the checks of a step.
  return 'check' in next && next.check === 'lock-order' ? engine.step(state, step) : next;
}
