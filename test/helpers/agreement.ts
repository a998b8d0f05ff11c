import { expect } from 'vitest';
import { buildProgram } from '../../checker/program/program.ts';
import { breadthFirst, type SearchResult } from '../../checker/search/breadthFirst.ts';
import type { Scenario, Sizes } from '../../model/language/index.ts';
import { naiveSearch } from './naiveSearch.ts';
import { type OracleResult, oracleSearch } from './oracle.ts';

export interface AgreementOptions {
  /** As in a search: without it the first failure ends it, with a name that nothing has, none does. */
  readonly until?: string;
  readonly maxStates?: number;
  readonly sizes?: Sizes;
}

/** The `until` that lets a search go on to the end whatever fails. */
export const untilTheEnd = 'no such check';

/**
 * Searches a scenario with the packed engine, with the reference engine and with the oracle, and expects one result.
 * Undefined where the space has more than `maxStates` states, which the packed search alone then has tried.
 */
export async function expectAgreement(
  scenario: Scenario,
  design: string,
  { until, maxStates, sizes = {} }: AgreementOptions = {},
): Promise<SearchResult | undefined> {
  const program = buildProgram(scenario, design, sizes);
  const packed = await breadthFirst(program, {
    limits: maxStates === undefined ? {} : { maxStates },
    ...(until === undefined ? {} : { until }),
  });
  if (packed.stopped === 'states') return undefined;
  // A search that disagrees could be without end: one state too many is enough to know.
  const naive = naiveSearch(program, until, packed.states + 1);
  const { seconds: _, bytes: __, ...found } = packed;
  expect(found).toEqual(naive);
  expect(inOrder(asOracle(packed))).toEqual(inOrder(oracleSearch(scenario, design, until, sizes)));
  return packed;
}

/** The packed search in the oracle's words. */
function asOracle({ findings, stopped, seconds: _, bytes: __, ...rest }: SearchResult): OracleResult {
  const told = findings.map(({ failure: { check, property, action }, states }) => ({
    check,
    property,
    steps: states.length - 1,
    thread: action?.thread,
  }));
  return { ...rest, findings: told, stopped: stopped !== undefined };
}

/** The result with the lists that are sets in one order. */
function inOrder(result: OracleResult): OracleResult {
  return { ...result, neverFired: [...result.neverFired].sort(), witnesses: [...result.witnesses].sort() };
}
