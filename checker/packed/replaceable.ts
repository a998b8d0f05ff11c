import { Violation } from '../../model/language/index.ts';
import { askPreemption, mayBeReplaced } from '../program/preemption.ts';
import type { Program } from '../program/program.ts';
import { answerOf, GuardWrote, recipeError } from '../program/recipeError.ts';
import { runRecipe, type Step } from '../program/step.ts';
import { codeAt, type StateLayout } from './layout.ts';
import type { Views } from './views.ts';

/**
 * Makes the question that generated code asks after a step about each thread that runs on a shared CPU: may it be
 * replaced there? `step` and `observer` are views of the same words, in which the state after the step lies.
 */
export function makeReplaceable(
  program: Program,
  layout: StateLayout,
  words: Int32Array,
  step: Views,
  observer: Views,
): (thread: number) => boolean {
  const before = new Int32Array(words.length);
  const isOpen = (asked: Step): boolean => {
    const { thread, label, branch } = asked;
    const { guard } = branch.alternative;
    if (branch.otherwise || guard === undefined) return true;
    try {
      const open = answerOf(
        'guard',
        runRecipe(guard, step.shared, step.my[thread.index]![label.names], asked),
      );
      if (words.some((word, i) => word !== before[i])) throw new GuardWrote();
      return open;
    } catch (error) {
      // A guard that breaks a check does so when the thread takes its step.
      if (error instanceof Violation) return true;
      throw recipeError(program, asked, error);
    }
  };
  const isBlocked = (steps: readonly Step[]): boolean => {
    before.set(words);
    return !steps.some(isOpen);
  };
  return (thread) => {
    const at = codeAt(words, layout.threads[thread]!.label);
    return mayBeReplaced(
      program.threads[thread]!,
      at,
      () => askPreemption(program, thread, observer.shared, observer.threads[thread]!.my),
      () => isBlocked(program.stepsAt[thread]![at]!),
    );
  };
}
