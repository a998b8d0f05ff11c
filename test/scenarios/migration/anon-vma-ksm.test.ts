import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import ksm from '../../../scenarios/migration/anon-vma-ksm.ts';
import { checked } from '../../helpers/checked.ts';
import { explore } from '../../helpers/searches.ts';
import { expectVerdicts } from '../verdicts.ts';

const freedUnderKsm = 'an anon_vma is never freed while KSM holds it';

/**
 * Beside KSM, patch 1 alone frees what the other count holds, and with one count for both what is left is the window of
 * anon-vma-lifetime, which 2.6.38 closes.
 */
expectVerdicts(ksm, [
  {
    design: '2.6.34+ref',
    by: freedUnderKsm,
    at: 'unmap_and_move.anon_vma_free',
    steps: 41,
    states: 14_120,
  },
  {
    design: '2.6.34+ref+share',
    by: 'slab-use-after-free',
    at: 'unmap_and_move.atomic_inc',
    steps: 17,
    states: 1847,
  },
  {
    design: '2.6.34+ref+share+skip-unmapped',
    by: 'an anon_vma is freed at most once',
    at: 'unlink_anon_vmas.anon_vma_free',
    steps: 39,
    states: 14_013,
  },
  { design: '2.6.38', states: 20_643, transitions: 50_320, witnesses: 2 },
  { design: '2.6.39', states: 13_960, transitions: 32_803, witnesses: 2 },
  { design: '3.0', states: 15_400, transitions: 36_320, witnesses: 2 },
]);

describe('beside KSM', () => {
  it('patch 1 frees what is held: the counts do not know each other', async () => {
    const { trace } = await checked(ksm, '2.6.34+ref');
    const held = trace!.steps.findIndex(({ line }) => line === 'hold_anon_vma');
    const tested = trace!.steps.findIndex(({ line }) => line === 'atomic_dec_and_lock');
    expect(held).toBeGreaterThanOrEqual(0);
    expect(tested).toBeGreaterThan(held);
  });

  it.each(['2.6.34+ref+share', '2.6.34+ref+share+skip-unmapped', '2.6.38'])(
    'nothing is freed that KSM holds in the whole space of %s, whatever else fails there',
    async (design) => {
      const { findings, stopped } = await explore(buildProgram(ksm, design), {
        sought: { by: freedUnderKsm },
      });
      expect(stopped).toBeUndefined();
      expect(findings.map(({ failure }) => failure.property)).not.toContain(freedUnderKsm);
    },
  );

  it('the double free is left to 2.6.38 when the count is shared', async () => {
    const { findings } = await explore(buildProgram(ksm, '2.6.34+ref+share+skip-unmapped'), {
      sought: { by: freedUnderKsm },
    });
    expect(findings.map(({ failure }) => failure.check)).toContain('double-free');
  });
});
