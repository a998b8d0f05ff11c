import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/engine/program.ts';
import { breadthFirst } from '../../../checker/search/breadthFirst.ts';
import ksm from '../../../scenarios/migration/anon-vma-ksm.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';

const designs = [lifetime, ksm].flatMap((scenario) =>
  Object.entries(scenario.designs).map(([design, { expected }]) => ({
    name: `${scenario.name}@${design}`,
    scenario,
    design,
    until: expected.verdict === 'violated' ? expected.by : undefined,
  })),
);

/** The numbers in the scenarios' tests are what a plain search over frozen immer states counts, too. */
describe('the reference engine counts the same', () => {
  it.each(designs)('$name', async ({ scenario, design, until }) => {
    const packed = await breadthFirst(buildProgram(scenario, design), until === undefined ? {} : { until });
    const plain = naiveSearch(buildProgram(scenario, design), until);
    expect(packed.states).toBe(plain.states);
    expect(packed.transitions).toBe(plain.transitions);
    expect(packed.depth).toBe(plain.depth);
    expect(packed.findings).toEqual(plain.findings);
  });
});
