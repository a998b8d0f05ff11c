import { describe, expect, it } from 'vitest';
import parallelZap from '../../../scenarios/pagetables/parallel-zap.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 4647706ebeee and 99baac21e458. The user has filled his TLB, 1 step; the first call gathers, 4, clears the pte and unlocks its
 * table, 2 and 12; the second one does the same and finds nothing, 4, 2 and 5, and ends, 4: nothing is to be flushed.
 */
expectVerdicts(parallelZap, [
  {
    design: '4.12',
    by: 'no CPU has a translation of what a call that has returned has zapped',
    at: 'tlb_finish_mmu.free_pages',
    steps: 33,
    states: 2213,
  },
  { design: '4.12+always-flush', states: 5780, transitions: 14_712, witnesses: 1 },
  { design: '4.12+nested-flush', states: 7226, transitions: 18_899, witnesses: 1 },
]);

describe('the call that finds nothing', () => {
  it('returns while the one that has cleared the pte has not flushed', async () => {
    const { trace } = await checked(parallelZap, '4.12');
    const lines = trace!.steps.map(({ line }) => line);
    expect(lines.filter((line) => line === 'tlb_remove_tlb_entry')).toHaveLength(1);
    expect(lines).not.toContain('local_flush_tlb');
    expect(lines.at(-1)).toBe('free_pages');
  });
});
