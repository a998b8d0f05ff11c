import type { Program } from '../program/program.ts';
import type { Failure } from '../program/propertyChecks.ts';

/**
 * Whether a failure is the one that is looked for: of the check or property `by`, in a step of the label `at`, which is
 * written 'function.label'. What is left out may be anything.
 */
export function isFailure(program: Program, failure: Failure, by?: string, at?: string): boolean {
  if (by !== undefined && failure.check !== by && failure.property !== by) return false;
  return at === undefined || labelOf(program, failure) === at;
}

/** The label of a failing step; none where it is a state that fails. */
function labelOf({ threads }: Program, { action }: Failure): string | undefined {
  if (action === undefined) return undefined;
  const { fn, label } = threads[action.thread]!.body.labels[action.label]!;
  return `${fn}.${label}`;
}
