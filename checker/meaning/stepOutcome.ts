import { decides, Violation } from '../../model/language/index.ts';
import type { Field } from '../program/fields.ts';
import { answerOf, checkDone, recipeError } from '../program/recipeError.ts';
import { runRecipe, type Step } from '../program/step.ts';
import { wayBy } from '../program/ways.ts';
import { Interrupted, type Recording, type Touch } from './recording.ts';

/** What a step comes to in a state: it is not possible there, it is taken, or it fails a check. */
export interface StepOutcome {
  readonly kind: 'closed' | 'taken' | 'fails';
  /** Which of the branch's targets the thread goes to; 0 where it is not taken. */
  readonly way: number;
  /** What it writes, by field; empty where it is not taken. */
  readonly writes: readonly (readonly [field: Field, code: number])[];
  /** Every load and store of shared fields, in order, the guard's first. */
  readonly touches: readonly Touch[];
  /** The check that it fails. */
  readonly failed?: string;
}

/**
 * Runs a step on the recording, which has been told in which state. The guard of an `otherwise` is that all others are
 * closed, which is not asked here. Throws ModelError where a recipe is no recipe.
 */
export function runStep(recording: Recording, step: Step): StepOutcome {
  const { branch, label, thread } = step;
  const { guard, effect, next } = branch.alternative;
  const { shared, touches } = recording;
  const my = recording.my(thread.index, label.names);
  try {
    if (!branch.otherwise && guard !== undefined && !answerOf('guard', runRecipe(guard, shared, my, step)))
      return { kind: 'closed', way: 0, writes: [], touches: [...touches] };
    const check = decides(next) ? undefined : checkDone;
    const result = effect === undefined ? false : runRecipe(effect, shared, my, step, check);
    const way = wayBy(branch, result);
    return { kind: 'taken', way, writes: [...recording.written], touches: [...touches] };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    if (!(error instanceof Violation)) throw recipeError(recording.program, step, error);
    return { kind: 'fails', way: 0, writes: [], touches: [...touches], failed: error.check };
  }
}
