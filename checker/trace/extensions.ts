import type { State } from '../program/state.ts';
import { CheckedSteps } from '../reference/checkedSteps.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';
import { changesBetween } from './changes.ts';
import { type NextStep, nextSteps } from './nextSteps.ts';
import type { Change } from './trace.ts';

/** A step that could be taken in a state, and what it would do. */
export interface Extension extends NextStep {
  readonly changes: readonly Change[];
  /** The check that it fails. */
  readonly fails?: string;
}

/** Every step that is possible in a state, in the order of threads and choices. A lock order is not judged. */
export function extensionsOf(engine: ReferenceEngine, state: State): Extension[] {
  return nextSteps(engine, state).map((next) => {
    const after = new CheckedSteps(engine, false).step(state, next.step);
    return 'check' in after
      ? { ...next, changes: [], fails: after.check }
      : { ...next, changes: changesBetween(engine.program, state, after) };
  });
}
