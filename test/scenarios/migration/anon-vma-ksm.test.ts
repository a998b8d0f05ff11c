import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import ksm from '../../../scenarios/migration/anon-vma-ksm.ts';
import { explore } from '../../helpers/searches.ts';

const freedUnderKsm = 'an anon_vma is never freed while KSM holds it';

describe('migration/anon-vma-ksm', () => {
  it.each(Object.keys(ksm.designs))('%s is as expected', async (design) => {
    const result = await check(ksm, design);
    expect(result.asExpected).toBe(true);
    if (result.verdict === 'holds') expect(result.incomplete).toEqual([]);
  });

  it('shows that patch 1 frees under KSM: the counts do not know each other', async () => {
    const { violation, trace } = await check(ksm, '2.6.34+ref');
    expect(violation).toMatchObject({
      property: freedUnderKsm,
      function: 'unmap_and_move',
      label: 'anon_vma_free',
    });
    const held = trace!.steps.findIndex(({ line }) => line === 'hold_anon_vma');
    const tested = trace!.steps.findIndex(({ line }) => line === 'atomic_dec_and_lock');
    expect(held).toBeGreaterThanOrEqual(0);
    expect(tested).toBeGreaterThan(held);
  });

  it.each(['2.6.34+ref+share', '2.6.34+ref+share+skip-unmapped', '2.6.38'])(
    'is free of it in the whole space of %s, whatever else fails there',
    async (design) => {
      const { findings, stopped } = await explore(buildProgram(ksm, design), { until: freedUnderKsm });
      expect(stopped).toBeUndefined();
      expect(findings.map(({ failure }) => failure.property)).not.toContain(freedUnderKsm);
    },
  );

  it('leaves the double free to 2.6.38 when the count is shared', async () => {
    const { findings } = await explore(buildProgram(ksm, '2.6.34+ref+share+skip-unmapped'), {
      until: freedUnderKsm,
    });
    expect(findings.map(({ failure }) => failure.check)).toContain('double-free');
  });
});
