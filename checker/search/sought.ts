import type { Expected } from '../../model/language/index.ts';
import { type Failure, failingStep } from '../program/failure.ts';
import type { Program } from '../program/program.ts';

/**
 * Which failure ends a search: any, none, or one of the check or property `by`, in a step of the label `at`, which is
 * written `function.label`. Where it `goesOn`, the search looks for that failure and sees everything all the same.
 */
export type Sought =
  | 'any'
  | 'none'
  | { readonly by?: string | undefined; readonly at?: string | undefined; readonly goesOn?: true };

/** Whether every failure is sought. */
export function isAny(sought: Sought): boolean {
  return sought === 'any' || (sought !== 'none' && sought.by === undefined && sought.at === undefined);
}

/** What of a failure it can be known by: its names, and the label whose step fails, if it is one. */
export interface Told {
  readonly check: string;
  readonly property?: string | undefined;
  readonly at?: string | undefined;
}

/** The failure that an expectation asks for. */
export function soughtBy(expected: Expected): Sought {
  return expected.verdict === 'violated' ? { by: expected.by, at: expected.at } : 'any';
}

/** Whether a failure is the one that is sought; not what fails beside it. */
export function meets(sought: Sought, { steps }: Pick<Program, 'steps'>, failure: Failure): boolean {
  const step = failingStep(failure);
  return isSought(sought, { ...failure, at: step === undefined ? undefined : steps[step]!.label.id });
}

/** The same for one that was told. */
export function isSought(sought: Sought, told: Told): boolean {
  if (sought === 'any' || sought === 'none') return sought === 'any';
  const { by, at } = sought;
  return (by === undefined || by === told.check || by === told.property) && (at ?? told.at) === told.at;
}
