import { ModelError, type Scenario, type Sizes } from '../../../model/language/index.ts';
import type { CheckResult } from '../../check.ts';
import { nameOfFailure } from '../../program/failure.ts';
import { messageOf } from '../../program/messageOf.ts';
import { type Cost, checkAll, type FailedCheck } from './checkAll.ts';
import { type Prefix, prefixesOf } from './prefixes.ts';

/** What one prefix of a series came to. */
export interface PrefixResult {
  readonly prefix: Prefix;
  readonly failures: readonly FailedCheck[];
  /** Missing where the prefix could not be built: `broken` says why. */
  readonly result?: CheckResult;
  readonly broken?: string;
}

/** A property or check whose verdict differs from one prefix to the next. */
export interface VerdictChange {
  /** The number of the patch that brings the change. */
  readonly patch: number;
  readonly name: string;
  /** `hidden`: it is not seen to fail any more, in a prefix where another failure ends the runs that it needs. */
  readonly change: 'breaks' | 'mends' | 'hidden';
}

/** A design checked patch by patch. */
export interface SeriesResult {
  readonly scenario: string;
  readonly design: string;
  readonly prefixes: readonly PrefixResult[];
  readonly changes: readonly VerdictChange[];
  /** What has ended the series before its last prefix, beside results that came before: the prefix is the last one here. */
  readonly error?: unknown;
}

/**
 * Checks every prefix of a design's series, each to the end of its space with every failure kept. A prefix that cannot
 * be built is a result too: a commit that nobody can bisect. `options` gets the name of each prefix that is checked;
 * `from` is a design that the series is on top of, where not all of it is asked for.
 */
export async function checkSeries(
  scenario: Scenario,
  design: string,
  sizes: Sizes,
  options: (prefix: string) => Cost,
  from?: string,
): Promise<SeriesResult> {
  const prefixes: PrefixResult[] = [];
  const soFar = () => ({ scenario: scenario.name, design, prefixes, changes: changesIn(prefixes) });
  for (const prefix of prefixesOf(scenario, design, from)) {
    try {
      const last = await checkPrefix(scenario, prefix, sizes, options(prefix.design.name));
      prefixes.push(last);
      if (last.result?.stopped === 'interrupted') break;
    } catch (error) {
      if (prefixes.length === 0) throw error;
      prefixes.push({ prefix, failures: [], broken: messageOf(error) });
      return { ...soFar(), error };
    }
  }
  return soFar();
}

async function checkPrefix(
  scenario: Scenario,
  prefix: Prefix,
  sizes: Sizes,
  options: Cost,
): Promise<PrefixResult> {
  try {
    const { result, failures } = await checkAll(scenario, prefix.design, sizes, options);
    return {
      prefix,
      failures,
      result: prefix.expected === undefined ? anyVerdict(forgiven(result)) : result,
    };
  } catch (error) {
    // A design of the scenario has no patch to blame: the machine or the command line is wrong.
    if (!(error instanceof ModelError) || prefix.expected !== undefined || prefix.patches === 0) throw error;
    return { prefix, failures: [], broken: error.message };
  }
}

/** Nobody can declare what a prefix that is no design does not reach: it holds without every label having fired. */
function forgiven(result: CheckResult): CheckResult {
  const { verdict, complete, witnesses } = result;
  if (verdict !== 'incomplete' || !complete || !witnesses.every(({ seen }) => seen)) return result;
  return { ...result, verdict: 'holds', incomplete: [] };
}

/** A prefix that the scenario has no design for may hold or not. */
function anyVerdict(result: CheckResult): CheckResult {
  return { ...result, expected: { verdict: 'holds' }, asExpected: result.verdict !== 'incomplete' };
}

/** Each prefix is compared with the last one before it that was explored to the end. */
function changesIn(prefixes: readonly PrefixResult[]): VerdictChange[] {
  let before: readonly string[] = [];
  return prefixes.flatMap(({ prefix, failures, result }) => {
    if (result === undefined) return [];
    const now = failures.map(nameOfFailure);
    const change = (kind: VerdictChange['change']) => (name: string) => ({
      patch: prefix.patches,
      name,
      change: kind,
    });
    const broken = now.filter((name) => !before.includes(name)).map(change('breaks'));
    if (!result.complete) return broken;
    const gone = before.filter((name) => !now.includes(name));
    before = now;
    return [...gone.map(change(now.length === 0 ? 'mends' : 'hidden')), ...broken];
  });
}
