import { inject } from 'vitest';
import { type CheckResult, check } from '../../checker/check.ts';
import { fromCatalogue } from '../../cli/catalogue.ts';
import type { Scenario, Sizes } from '../../model/language/index.ts';
import { onceInRun } from './onceInRun.ts';

const parts = [
  'verdict',
  'asExpected',
  'violation',
  'trace',
  'incomplete',
  'complete',
  'states',
  'transitions',
  'depth',
  'neverFired',
  'witnesses',
] as const;
type Part = (typeof parts)[number];

/** What a search has come to, without what takes another time or place in another search. */
export type Searched = Pick<CheckResult, Part> & {
  readonly maxima: readonly Pick<CheckResult['maxima'][number], 'name' | 'value'>[];
  readonly also: readonly Pick<CheckResult['also'][number], 'violation'>[];
};

const ofProcess = new WeakMap<Scenario, Map<string, Promise<Searched>>>();

/**
 * As check(), but a design that is shipped is searched once in a run, whichever test files and processes ask for it. Of
 * another scenario, such as one that is derived from a shipped one and still has its name, only this process remembers it.
 */
export function checked(scenario: Scenario, design: string, sizes: Sizes = {}): Promise<Searched> {
  const folder = inject('runFolder');
  const known = ofProcess.get(scenario) ?? new Map<string, Promise<Searched>>();
  ofProcess.set(scenario, known);
  const key = JSON.stringify([scenario.name, design, Object.entries(sizes).sort()]);
  const here = `${folder} ${key}`;
  const result = known.get(here) ?? shared(scenario, folder, key, () => search(scenario, design, sizes));
  known.set(here, result);
  return result;
}

async function shared(
  scenario: Scenario,
  folder: string,
  key: string,
  make: () => Promise<Searched>,
): Promise<Searched> {
  const shipped = (await fromCatalogue(scenario.name)) === scenario;
  return shipped ? onceInRun(folder, key, make) : make();
}

async function search(scenario: Scenario, design: string, sizes: Sizes): Promise<Searched> {
  const result = await check(scenario, design, sizes);
  const kept = Object.fromEntries(parts.map((part) => [part, result[part]])) as Pick<Searched, Part>;
  const maxima = result.maxima.map(({ name, value }) => ({ name, value }));
  return { ...kept, maxima, also: result.also.map(({ violation }) => ({ violation })) };
}
