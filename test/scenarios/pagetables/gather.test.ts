import { describe, expect, it } from 'vitest';
import gather from '../../../scenarios/pagetables/gather.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/** The designs of the thread of July 2007: all are right but the one that nobody proposed. */
expectVerdicts(gather, [
  { design: '2.6.22', states: 1421, transitions: 2302, witnesses: 2 },
  { design: 'config-preempt', states: 2831, transitions: 4446, witnesses: 2 },
  { design: 'stack+percpu', states: 2130, transitions: 3495, witnesses: 2 },
  { design: 'stack+page:8', states: 11_403, transitions: 24_258, witnesses: 2 },
  { design: 'stack+page:4', states: 19_238, transitions: 39_082, witnesses: 2, long: true },
  { design: 'stack+page:1', states: 75_265, transitions: 144_509, witnesses: 2, long: true },
  { design: '3.0:4', states: 23_258, transitions: 49_011, witnesses: 2, long: true },
  { design: 'preempt-notifier', states: 17_108, transitions: 26_970, witnesses: 2 },
  {
    design: 'percpu-preemptible',
    by: 'no CPU has a translation of a page, or a table, that is free',
    at: 'put_page.put_page_testzero',
    steps: 52,
    states: 8102,
  },
]);

/**
 * A block is 3 ptes, a flush, and 3 pages: 7; the rest of 2.6.22 one pte, two vmas, the table, a flush, a page and the table: 7
 * too. On the stack two ptes are zapped under their lock; an array of 4 is full with the last of the four, and is flushed there:
 * 2 + 1 + 4; behind the lock, in 3.0, there are the two ptes alone. One of 1 is flushed behind each pte: twice 1 + 1 + 1. A task that may be flushed behind each vma has zapped two
 * ptes by then, and flushes and frees them: 5. Of that, free_pgtables() takes a vma off its anon_vma, one off its file, and a
 * table off its pmd: 3 in one gather, and one at a time where others may come in between.
 */
describe('what each costs', () => {
  it.each([
    ['2.6.22', 7, 3, 2, 0, 0],
    ['config-preempt', 7, 1, 3, 0, 0],
    ['stack+percpu', 7, 3, 2, 0, 0],
    ['stack+page:8', 2, 1, 1, 8, 0],
    ['3.0:4', 2, 1, 2, 4, 1],
    ['preempt-notifier', 5, 1, 4, 0, 0],
  ])(
    '%s: %i done in one go, %i in free_pgtables, %i flushes, %i entries on the stack, %i pages',
    async (design, ...costs) => {
      const { maxima } = await checked(gather, design);
      expect(maxima.map(({ value }) => value)).toEqual(costs);
    },
  );
});

describe('the gather of a CPU with preemption enabled', () => {
  it('is that of the second process by the time that the first one flushes', async () => {
    const { trace } = await checked(gather, 'percpu-preemptible');
    const name = (thread: number) => trace!.threads[thread]!.name;
    const steps = trace!.steps.map(({ thread, line }) => `${name(thread)} ${line}`);
    expect(steps.indexOf('second tlb->mm = mm')).toBeGreaterThan(steps.indexOf('munmap tlb->mm = mm'));
    expect(steps.indexOf('munmap local_flush_tlb')).toBeGreaterThan(steps.indexOf('second tlb->mm = mm'));
    expect(steps.at(-1)).toBe('munmap put_page_testzero');
    expect(steps).not.toContain('ipi flush_tlb_func');
  });
});
