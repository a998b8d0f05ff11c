import { Violation } from '../../model/language/index.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Program } from '../program/program.ts';
import { GuardWrote, recipeError } from '../program/recipeError.ts';
import { askPreemption, mayBeReplaced } from '../program/turns.ts';
import type { Views } from './views.ts';

/**
 * Makes the question that generated code asks after a step about each thread that runs on a shared CPU: may it be
 * replaced there? `step` and `observer` are views of the same words, in which the state after the step lies.
 */
export function makeReplaceable(
  program: Program,
  words: Int32Array,
  step: Views,
  observer: Views,
  labelOf: (thread: number) => number,
): (thread: number) => boolean {
  const before = new Int32Array(words.length);
  const isOpen = (thread: number, { names, branches }: FlatLabel, k: number, row: number): boolean => {
    const { guard } = branches[k]!.alternative;
    if (guard === undefined) return true;
    try {
      const open = guard(step.shared, step.my[thread]![names], row) === true;
      if (words.some((word, i) => word !== before[i])) throw new GuardWrote();
      return open;
    } catch (error) {
      // A guard that breaks a check does so when the thread takes its step.
      if (error instanceof Violation) return true;
      throw recipeError(program, { thread, label: labelOf(thread), branch: k, row }, error);
    }
  };
  const isBlocked = (thread: number, label: FlatLabel): boolean => {
    before.set(words);
    return !label.branches.some(({ alternative, rows, otherwise }, k) => {
      if (otherwise || alternative.over === undefined) return otherwise || isOpen(thread, label, k, -1);
      return Array.from({ length: rows }).some((_, row) => isOpen(thread, label, k, row));
    });
  };
  return (thread) =>
    mayBeReplaced(
      program.threads[thread]!,
      labelOf(thread),
      () => askPreemption(program, thread, observer.shared, observer.threads[thread]!.my),
      (label) => isBlocked(thread, label),
    );
}
