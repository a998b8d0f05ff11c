import { describe, expect, it } from 'vitest';
import cowOrder from '../../../scenarios/rmap/cow-order.ts';
import { stepsOf } from '../../helpers/stepsOf.ts';
import { expectVerdicts } from '../verdicts.ts';

/** What 945754a1754 says. Lengths and counts are those of the reference engine too, see engines.long.test.ts. */
expectVerdicts(cowOrder, [
  { design: '2.6.25', by: 'page-contents', at: 'user_load.load: access', steps: 30, states: 2183 },
  { design: '2.6.26', states: 5156, transitions: 12_895, witnesses: 2 },
]);

describe('the reader', () => {
  it('finds what the parent has stored to the page that the child has not switched from yet', async () => {
    const steps = await stepsOf(cowOrder, '2.6.25');
    const order = [
      'child do_wp_page.page_remove_rmap',
      'parent do_wp_page.ptep_set_access_flags',
      'parent user_store.store: access',
      'reader user_load.load: access',
    ].map((step) => steps.indexOf(step));
    expect(order[0]).toBeGreaterThan(0);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(steps).not.toContain('child do_wp_page.flush_tlb_page');
  });
});
