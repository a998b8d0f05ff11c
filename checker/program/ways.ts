import { allowedNames, decides, describe } from '../../model/language/index.ts';
import type { FlatBranch } from './body.ts';
import { answerOf, NoAnswer } from './recipeError.ts';

/**
 * The way in which a step goes on, as the number of the branch's target, by what its effect has returned. Throws NoAnswer
 * for a test that is neither true nor false, and for a switch that names none of its labels.
 */
export function wayBy({ alternative: { next } }: FlatBranch, result: unknown): number {
  if (next.kind !== 'switch') return decides(next) && answerOf('test', result) ? 1 : 0;
  const way = next.labels.indexOf(result as string);
  if (way < 0) throw noLabel(next.labels, result);
  return way;
}

/** The complaint about a switch that has answered none of its labels. */
export const noLabel = (labels: readonly string[], answer: unknown): NoAnswer =>
  new NoAnswer(
    'its switch',
    answer,
    allowedNames(typeof answer === 'string' ? answer : describe(answer), labels),
  );

/** Throws NoAnswer for what a part of a step has answered; a switch has `labels` to answer. */
export function refuseAnswer(
  part: 'guard' | 'test' | 'switch',
  answer: unknown,
  labels?: readonly string[],
): never {
  throw labels === undefined ? new NoAnswer(`its ${part}`, answer) : noLabel(labels, answer);
}

/** The first of the ways that lead to the same label as one does: they are one way. */
const firstLike = ({ targets }: FlatBranch, way: number): number =>
  targets.findIndex(({ label }) => label === targets[way]!.label);

/** The ways in which a step of the branch may go on, as numbers of targets: one for each label that it may lead to. */
export const waysOf = (branch: FlatBranch): number[] =>
  branch.targets.flatMap((_, way) => (firstLike(branch, way) === way ? [way] : []));

/** The bit that stands for a way in what a search has seen of a step. */
export const bitOf = (branch: FlatBranch, way: number): number => 1 << firstLike(branch, way);
