import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { answered } from '../program/stepLimit.ts';
import type { ReferenceEngine } from '../reference/referenceEngine.ts';
import type { Turn } from './schedule.ts';

/** A step that could be taken in a state, and the turn that stands for it. */
export interface NextStep {
  readonly step: Step;
  readonly turn: Turn;
}

/** Every step that is possible in a state, in the order of threads and choices; of one thread, if that is all. Throws ModelError where a guard does not end. */
export function nextSteps(engine: ReferenceEngine, state: State, thread?: number): NextStep[] {
  const { threads } = engine.program;
  const asked = thread === undefined ? threads : threads.slice(thread, thread + 1);
  const possible = () =>
    asked.flatMap(({ index }) =>
      engine.enabledOf(state, index).map((step, choice) => ({ step, turn: { thread: index, choice } })),
    );
  return answered(engine.program, () => engine.doing(), possible);
}
