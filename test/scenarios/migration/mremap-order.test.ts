import { describe, expect, it } from 'vitest';
import mremapOrder from '../../../scenarios/migration/mremap-order.ts';
import { stepsOf } from '../../helpers/stepsOf.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * What 948f017b093a says: with every look at a pte under its lock (3.1), the order of the two vmas is what is left; and
 * the order alone is not enough. Lengths and counts are those of the reference engine too, see engines.long.test.ts.
 */
expectVerdicts(mremapOrder, [
  {
    design: '3.1',
    by: 'a migration entry is of a page that is locked',
    at: 'unmap_and_move.unlock_page',
    steps: 57,
    states: 2549,
  },
  {
    design: '3.3+peek',
    by: 'a migration entry is of a page that is locked',
    at: 'move_ptes.set_pte_at',
    steps: 58,
    states: 3076,
  },
  { design: '3.3', states: 3324, transitions: 6114, witnesses: 2 },
]);

describe('the entry', () => {
  it('moves to the vma that the walk has been at, from the one that it comes to', async () => {
    const steps = await stepsOf(mremapOrder, '3.1');
    const moved = steps.indexOf('mremap move_ptes.set_pte_at');
    const walked = steps.flatMap((step, i) =>
      step === 'migrate remove_migration_pte.page_address_in_vma' ? [i] : [],
    );
    expect(walked).toHaveLength(2);
    expect(walked[1]).toBeGreaterThan(moved);
    // The one at the new address ends in front of the page, or has no entry yet.
    expect(steps.slice(0, moved)).not.toContain('migrate remove_migration_pte.get_page');
  });
});
