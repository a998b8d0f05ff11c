import { describe, expect, it } from 'vitest';
import { accesses } from '../../../checker/accesses.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { coarseLabels } from '../../../checker/verdict/coarse.ts';
import ksm from '../../../scenarios/migration/anon-vma-ksm.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';

const designs = [ksm, lifetime].flatMap((scenario) =>
  Object.keys(scenario.designs).map((design) => ({ name: `${scenario.name}@${design}`, scenario, design })),
);

/** Behind a failure too, where a verdict does not hang on it. */
describe('every label makes one access, or says why it is one step', () => {
  it.each(designs)('$name', async ({ scenario, design }) => {
    const { labels, stopped } = await accesses(buildProgram(scenario, design));
    expect(stopped).toBeUndefined();
    expect(coarseLabels(labels)).toEqual([]);
    const reasons = new Set(labels.flatMap(({ label }) => label.oneStep ?? []));
    const isDecAndLock = (reason: string) => reason.startsWith('lib/dec_and_lock.c: ');
    expect([...reasons].filter((reason) => !isDecAndLock(reason))).toEqual([]);
    // As the guide says: of what holds, 2.6.38 alone rests on a reason.
    const { verdict } = scenario.designs[design]!.expected;
    if (verdict === 'holds') expect(reasons.size > 0).toBe(design === '2.6.38');
  });
});
