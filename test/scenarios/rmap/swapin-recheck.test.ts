import { describe, expect, it } from 'vitest';
import swapinRecheck from '../../../scenarios/rmap/swapin-recheck.ts';
import { stepsOf } from '../../helpers/stepsOf.ts';
import { expectVerdicts } from '../verdicts.ts';

/** What 4969c1192d1 and 31c4a3d3a0f say. The counts are those of a search that runs each step each time, too. */
expectVerdicts(swapinRecheck, [
  { design: '2.6.36-rc3', by: 'page-contents', at: 'user_read.load: access', steps: 132, states: 295_557 },
  { design: '2.6.36-rc4', by: 'page-contents', at: 'user_read.load: access', steps: 159, states: 509_780 },
  { design: '2.6.36-rc5', states: 851_911, transitions: 2_389_984, witnesses: 2 },
]);

describe('the thread that has waited for the page', () => {
  it.each([
    ['2.6.36-rc3', 'B do_swap_page.pte_same(*page_table, orig_pte)'],
    ['2.6.36-rc4', 'B do_swap_page.!PageSwapCache(page)'],
  ])(
    'goes on with it in %s behind the reuse by the other process and the new owner of the entry',
    async (design, passed) => {
      const steps = await stepsOf(swapinRecheck, design);
      const order = [
        'B do_swap_page.lookup_swap_cache',
        'C delete_from_swap_cache.radix_tree_delete',
        'A add_to_swap_cache.radix_tree_insert',
        'A try_to_unmap_one.set_pte_at(swap entry)',
        passed,
        'B user_read.load: access',
      ].map((step) => steps.indexOf(step));
      expect(order[0]).toBeGreaterThanOrEqual(0);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    },
  );
});
