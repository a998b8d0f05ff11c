import { describe, expect, it } from 'vitest';
import unlinkBeforeFree from '../../../scenarios/pagetables/unlink-before-free.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * What 8f4f8c164cb says: a vma has to be unlinked before its tables are freed, or nobody may come down to them without
 * page_table_lock. The way to the freed table: reclaim takes the lock of the anon_vma, finds the vma and the pmd, 4 steps;
 * munmap goes up to the flush of a batch that is full with the table, which frees it; reclaim looks at the pte.
 */
expectVerdicts(unlinkBeforeFree, [
  { design: '2.6.14', states: 5799, transitions: 13_965, witnesses: 2 },
  {
    design: '2.6.14+rmap-with-inner-ptlock',
    by: 'slab-use-after-free',
    at: 'page_check_address.!pte_present',
    steps: 57,
    states: 12_602,
  },
  { design: '2.6.15', states: 13_340, transitions: 35_176, witnesses: 2 },
  { design: 'config-preempt', states: 20_054, transitions: 54_148, witnesses: 2 },
]);

describe('what unlinking all vmas with preemption enabled costs', () => {
  it.each([
    ['2.6.14', 1],
    ['2.6.15', 1],
    ['config-preempt', 2],
  ])('%s flushes at most %i times', async (design, most) => {
    const { maxima } = await checked(unlinkBeforeFree, design);
    expect(maxima.map(({ name, value }) => [name, value])).toEqual([['flushes', most]]);
  });
});

describe('the walk in a freed table', () => {
  it('begins before the table is unlinked, and looks at it when it is free', async () => {
    const { trace } = await checked(unlinkBeforeFree, '2.6.14+rmap-with-inner-ptlock');
    const lines = trace!.steps.map(({ line }) => line);
    expect(lines.lastIndexOf('pmd_present')).toBeLessThan(lines.indexOf('pmd_clear'));
    expect(lines.at(-1)).toBe('!pte_present');
  });
});
