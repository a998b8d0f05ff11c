import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { thread } from '../../../model/language/index.ts';
import { change_protection } from '../../../model/pagetables/changeProtection.ts';
import { zap_page_range } from '../../../model/pagetables/munmap.ts';
import batchedUnmap from '../../../scenarios/pagetables/batched-unmap.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

const forbidden = 'no CPU can store to what a system call has forbidden to store to';

/**
 * 3ea277194daa, and its own picture of the race: the user has filled his TLB, 1 step; reclaim isolates the page, comes down to
 * the pte by the anon_vma, 8, clears it, notes that a flush is due, and unlocks, 6; mprotect() finds two entries that are none,
 * and returns without a flush, 11.
 */
expectVerdicts(batchedUnmap, [
  { design: '4.2', states: 6243, transitions: 16_195, witnesses: 2 },
  { design: '4.3', by: forbidden, at: 'mprotect_or_madvise.up_write', steps: 27, states: 3619 },
  { design: '4.13', states: 8871, transitions: 22_915, witnesses: 2 },
]);

describe('the flush that reclaim puts off', () => {
  it('is the last thing that is missing when the system call returns', async () => {
    const { trace } = await checked(batchedUnmap, '4.3');
    const lines = trace!.steps.map(({ line }) => line);
    expect(lines).toContain('set_tlb_ubc_flush_pending');
    expect(lines).not.toContain('smp_call_function_many');
    expect(lines.lastIndexOf('ptep_clear')).toBeLessThan(lines.indexOf('pte_present(oldpte)'));
  });

  /** The 16 steps of the user and of reclaim; then those of the call, without the choice and up_write(), or 4, 2, 7 and 3. */
  it.each([
    ['mprotect', thread(change_protection, { vma: 0 }, { cpu: 0 }), 25],
    ['madvise', thread(zap_page_range, { mm: 0, vma: 0 }, { cpu: 0 }), 32],
  ])('is missed by %s alone, too', async (_name, call, steps) => {
    const threads = { ...batchedUnmap.threads, call };
    const designs = { '4.3': batchedUnmap.designs['4.3']! };
    const scenario = { ...batchedUnmap, threads, designs, unreachable: {} };
    const { violation, trace } = await check(scenario, '4.3');
    expect([violation!.property, trace!.steps.length]).toEqual([forbidden, steps]);
  });
});
