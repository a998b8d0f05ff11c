import { describe, expect, it } from 'vitest';
import forkOrphan from '../../../scenarios/migration/fork-orphan.ts';
import { stepsOf } from '../../helpers/stepsOf.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * What 0697212a411 says of both: with the child in front of the parent in the list an entry is left behind, and an entry
 * that is copied as a writable one makes a page that is shared writable. Lengths and counts are those of the reference
 * engine too, see engines.long.test.ts.
 */
expectVerdicts(forkOrphan, [
  {
    design: 'list-head',
    by: 'a migration entry is of a page that is locked',
    at: 'unmap_and_move.unlock_page',
    steps: 59,
    states: 2478,
  },
  {
    design: 'writable-entry',
    by: 'a page that two ptes have is written through neither',
    at: 'copy_one_pte.set_pte_at',
    steps: 29,
    states: 908,
  },
  { design: '2.6.18', states: 2161, transitions: 3955, witnesses: 2 },
]);

describe('the orphan', () => {
  it('is copied when the walk has looked at the child, and has not come to the parent', async () => {
    const steps = await stepsOf(forkOrphan, 'list-head');
    const looked = steps.indexOf('migrate remove_migration_pte.!is_swap_pte(*ptep)');
    const copied = steps.indexOf('fork copy_one_pte.set_pte_at');
    const restored = steps.indexOf('migrate remove_migration_pte.set_pte_at');
    expect(looked).toBeGreaterThan(0);
    expect(copied).toBeGreaterThan(looked);
    expect(restored).toBeGreaterThan(copied);
  });
});
