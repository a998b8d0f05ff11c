import type { Expected, Scenario, Sizes } from '../../../model/language/index.ts';
import { type CheckResult, check } from '../../check.ts';
import type { SearchOptions } from '../../search/breadthFirst.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Prefix } from './prefixes.ts';

/** A check that failed, with its shortest trace. */
export interface FailedCheck {
  readonly check: string;
  readonly property?: string;
  readonly message: string;
  readonly trace: Trace;
}

/** What a search found that went on behind the first failure. */
export interface Checked {
  readonly result: CheckResult;
  /** One for each check or property that failed, in the order found. */
  readonly failures: readonly FailedCheck[];
}

/** The name of the failure in reports: the property's, or the check's where no property has it. */
export const failureName = ({ check, property }: FailedCheck): string => property ?? check;

/** No check has this name, so that a search for its failure ends when everything has been seen. */
const everyCheck: Expected = { verdict: 'violated', by: '(every check)' };

/** Checks a scenario with a series under a name of its own, through to the end of the space, and keeps every failure. */
export async function checkAll(
  scenario: Scenario,
  { name, series, initial }: Pick<Prefix, 'name' | 'series' | 'initial'>,
  sizes: Sizes,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
): Promise<Checked> {
  // The other designs stay: a label that only some of them have may be declared unreachable.
  const unreachable = scenario.designs[name]?.unreachable ?? {};
  const designs = { ...scenario.designs, [name]: { series, expected: everyCheck, initial, unreachable } };
  const result = await check({ ...scenario, designs }, name, sizes, options);
  const { violation, trace, also } = result;
  const found = violation === undefined || trace === undefined ? also : [{ violation, trace }, ...also];
  const failures = found.map((one) => ({
    check: one.violation.check,
    ...(one.violation.property === undefined ? {} : { property: one.violation.property }),
    message: one.violation.message,
    trace: one.trace,
  }));
  return { result, failures };
}
