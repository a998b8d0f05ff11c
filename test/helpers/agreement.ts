import { expect } from 'vitest';
import { goesOf } from '../../checker/program/declaration.ts';
import { failingStep } from '../../checker/program/failure.ts';
import { buildProgram, type Program } from '../../checker/program/program.ts';
import { bitOf, waysOf } from '../../checker/program/ways.ts';
import type { Sought } from '../../checker/search/sought.ts';
import type { Space } from '../../checker/search/space.ts';
import type { Scenario, Sizes } from '../../model/language/index.ts';
import { type OracleResult, oracleSearch } from './oracle.ts';
import { explore, otherSearches, withoutCost } from './searches.ts';

export interface AgreementOptions {
  readonly sought?: Sought;
  readonly maxStates?: number;
  readonly sizes?: Sizes;
}

/**
 * Searches a scenario on the packed engine, with every other search, and with the oracle, and expects one result.
 * Undefined where the space has more than `maxStates` states, which the packed search alone then has tried.
 */
export async function expectAgreement(
  scenario: Scenario,
  design: string,
  { sought = 'any', maxStates, sizes = {} }: AgreementOptions = {},
): Promise<Space | undefined> {
  const program = buildProgram(scenario, design, sizes);
  const packed = await explore(program, { limits: { maxStates }, sought });
  if (packed.stopped === 'states') return undefined;
  for (const { name, run } of otherSearches) {
    // A search that disagrees could be without end: one state too many is enough to know.
    expect(await run(program, sought, packed.states + packed.beyond + 1), name).toEqual(withoutCost(packed));
  }
  expectAsOracle(program, packed, oracleSearch(scenario, design, sought, sizes));
  return packed;
}

/** Expects of a search what the oracle has found. */
export function expectAsOracle(program: Program, space: Space, oracle: OracleResult): void {
  expect(inOrder(asOracle(program, space))).toEqual(inOrder(oracle));
}

/** The packed search in the oracle's words. */
function asOracle(program: Program, { findings, stopped, fired, ...space }: Space): OracleResult {
  const { steps } = program;
  const { states, beyond, transitions, depth, witnesses, reached } = space;
  const told = findings.map(({ failure, states: way }) => {
    const step = failingStep(failure);
    const thread = step === undefined ? undefined : steps[step]!.thread.index;
    return { check: failure.check, property: failure.property, steps: way.length - 1, thread };
  });
  const counts = { states, beyond, transitions, depth, witnesses, reached };
  return { ...counts, findings: told, taken: takenWays(program, fired), stopped: stopped !== undefined };
}

/** The result with the lists that are sets in one order. */
function inOrder(result: OracleResult): OracleResult {
  const { taken, witnesses, reached } = result;
  return {
    ...result,
    taken: [...taken].sort(),
    witnesses: [...witnesses].sort(),
    reached: [...reached].sort(),
  };
}

/** The ways in which steps were taken, in words. */
function takenWays({ steps }: Program, fired: Uint8Array): string[] {
  return steps.flatMap(({ number, thread, label, branch, row }) => {
    const way = `${thread.name} ${label.name} ${label.branches.indexOf(branch)} ${row}`;
    const several = waysOf(branch);
    return several.flatMap((one) => {
      if ((fired[number]! & bitOf(branch, one)) === 0) return [];
      return [
        `${way} ${several.length === 1 ? '' : goesOf(branch.alternative.next)[one]!.replace(' ', ':')}`,
      ];
    });
  });
}
