import type { NamedDesign, Scenario, Sizes } from '../../../model/language/index.ts';
import { type CheckResult, check, type Told, type ViolationReport } from '../../check.ts';
import type { SearchOptions } from '../../search/breadthFirst.ts';
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
  /** One for each check or property that failed, in the order found. */
  readonly failures: readonly FailedCheck[];
}

/** Checks a design through to the end of its space, and keeps every failure. */
export async function checkAll(
  scenario: Scenario,
  design: NamedDesign,
  sizes: Sizes,
  cost: Cost,
): Promise<Checked> {
  const result = await check(scenario, design, sizes, { ...cost, sought: 'none' });
  const { violation, trace, also } = result;
  const found = violation === undefined || trace === undefined ? also : [{ violation, trace }, ...also];
  return { result, failures: found.map(failedCheck) };
}

function failedCheck({ violation, trace }: Told): FailedCheck {
  const { function: _, label: __, ...failed } = violation;
  return { ...failed, trace };
}
