import type { NamedDesign, Scenario, Sizes } from '../../../model/language/index.ts';
import { type CheckResult, check, type Told, type ViolationReport } from '../../check.ts';
import type { SearchOptions } from '../../search/searchOptions.ts';
import { soughtBy } from '../../search/sought.ts';
import type { Trace } from '../../trace/trace.ts';

/** What a search may cost, and who hears of it. */
export type Cost = Pick<SearchOptions, 'limits' | 'onProgress'>;

/** A check that failed, with its shortest trace. */
export interface FailedCheck extends Pick<ViolationReport, 'check' | 'property' | 'message'> {
  readonly trace: Trace;
}

/** What a search found that went on behind the first failure. */
export interface Checked {
  readonly result: CheckResult;
  /** One for each check or property that failed, the nearest first. */
  readonly failures: readonly FailedCheck[];
}

/** Checks a design through to the end of its space, and keeps every failure; the result is told by the expected one. */
export async function checkAll(
  scenario: Scenario,
  design: NamedDesign,
  sizes: Sizes,
  cost: Cost,
): Promise<Checked> {
  const wanted = soughtBy(design.expected);
  const sought = { ...(typeof wanted === 'object' ? wanted : {}), goesOn: true } as const;
  const result = await check(scenario, design, sizes, { ...cost, sought });
  const { violation, trace, also } = result;
  const found = violation === undefined || trace === undefined ? also : [{ violation, trace }, ...also];
  const failures = found.map(failedCheck).sort((a, b) => a.trace.steps.length - b.trace.steps.length);
  return { result, failures };
}

function failedCheck({ violation, trace }: Told): FailedCheck {
  const { function: _, label: __, ...failed } = violation;
  return { ...failed, trace };
}
