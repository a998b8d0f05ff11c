import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../checker/program/program.ts';
import { soughtBy } from '../../checker/search/sought.ts';
import { catalogueNames, fromCatalogue } from '../../cli/catalogue.ts';
import { naiveSearch } from '../helpers/naiveSearch.ts';
import { explore } from '../helpers/searches.ts';

/** How many states the plain search goes through in a minute; beyond it, random walks compare the engines. */
const maxStates = 55_000;

const designs = await Promise.all(
  catalogueNames('checked').map(async (name) => {
    const scenario = (await fromCatalogue(name))!;
    return Object.entries(scenario.designs).map(([design, { expected }]) => ({
      name: `${name}@${design}`,
      scenario,
      design,
      sought: soughtBy(expected),
    }));
  }),
);

/** The numbers in the scenarios' tests are what a plain search over frozen immer states counts, too. */
describe('the reference engine counts the same', () => {
  it.each(designs.flat())('$name', async ({ scenario, design, sought }) => {
    const program = buildProgram(scenario, design);
    const packed = await explore(program, { limits: { maxStates }, sought });
    if (packed.stopped === 'states') return;
    const plain = naiveSearch(program, sought);
    expect(packed.states).toBe(plain.states);
    expect(packed.transitions).toBe(plain.transitions);
    expect(packed.depth).toBe(plain.depth);
    expect(packed.findings).toEqual(plain.findings);
  });
});
