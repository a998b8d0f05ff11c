import { describe, expect, it } from 'vitest';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * What history says of each design: 2.6.34 and patch 1 alone use the anon_vma after its free (67b9509b2c6's changelog),
 * what 2.6.35 to 2.6.37 shipped may take its reference on one that is freed already (1ce82b69e96's), and then frees it
 * twice; 2.6.38 and what follows are not known to fail. Lengths and counts are those of the reference engine too:
 * engines.long.test.ts explores every design on it.
 */
expectVerdicts(lifetime, [
  {
    design: '2.6.34',
    by: 'slab-use-after-free',
    at: 'remove_migration_ptes.spin_lock',
    steps: 28,
    states: 14_301,
  },
  {
    design: '2.6.34+ref',
    by: 'slab-use-after-free',
    at: 'unmap_and_move.atomic_inc',
    steps: 18,
    states: 3767,
  },
  { design: '2.6.34+skip-unmapped', states: 36_784, transitions: 99_477, witnesses: 3 },
  {
    design: '2.6.34+ref+share+skip-unmapped',
    by: 'an anon_vma is freed at most once',
    at: 'unlink_anon_vmas.anon_vma_free',
    steps: 39,
    states: 32_106,
  },
  {
    design: '2.6.35',
    by: 'an anon_vma is freed at most once',
    at: 'unlink_anon_vmas.anon_vma_free',
    steps: 39,
    states: 35_689,
  },
  {
    design: '2.6.37',
    by: 'an anon_vma is freed at most once',
    at: 'unlink_anon_vmas.anon_vma_free',
    steps: 39,
    states: 35_396,
  },
  { design: '2.6.38', states: 47_547, transitions: 130_053, witnesses: 3 },
  { design: '2.6.39', states: 47_224, transitions: 129_797, witnesses: 3 },
  { design: '3.0', states: 51_796, transitions: 143_280, witnesses: 3 },
]);

describe('the trace', () => {
  it('ends the use after free of patch 1 where the reference is taken on a freed anon_vma', async () => {
    const { trace } = await checked(lifetime, '2.6.34+ref');
    const labels = trace!.steps.map(({ thread, line }) => `${trace!.threads[thread]!.name} ${line}`);
    const freed = labels.indexOf('munmap anon_vma_free');
    const opened = labels.indexOf('migrate rcu_read_lock');
    expect(freed).toBeGreaterThan(0);
    expect(opened).toBeGreaterThan(freed);
    expect(labels.at(-1)).toBe('migrate atomic_inc');
  });

  it('finds that the window of 2.6.35 also frees while the count is held', async () => {
    const { also } = await checked(lifetime, '2.6.35');
    expect(also.map(({ violation }) => violation.property)).toContain(
      'an anon_vma is never freed while migrate_refcount > 0',
    );
  });
});
