import type { Expected } from '../../model/language/index.ts';
import { type Failure, failingStep } from '../program/failure.ts';
import type { Program } from '../program/program.ts';

/**
 * Which failure ends a search: any, none, or one of the check or property `by`, in a step of the label `at`, which is
 * written `function.label`.
 */
export type Sought = 'any' | 'none' | { readonly by?: string | undefined; readonly at?: string | undefined };

/** The failure that an expectation asks for. */
export function soughtBy(expected: Expected): Sought {
  return expected.verdict === 'violated' ? { by: expected.by, at: expected.at } : 'any';
}

/** Whether a failure is the one that is sought. */
export function meets(sought: Sought, { steps }: Pick<Program, 'steps'>, failure: Failure): boolean {
  if (sought === 'any' || sought === 'none') return sought === 'any';
  const { by, at } = sought;
  if (by !== undefined && failure.check !== by && failure.property !== by) return false;
  const step = failingStep(failure);
  return at === undefined || (step !== undefined && steps[step]!.label.id === at);
}
