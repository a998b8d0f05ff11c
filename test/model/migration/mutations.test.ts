import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  type AnyPatch,
  after,
  design,
  goto,
  patch,
  remove,
  replace,
  type Scenario,
  unless,
  violated,
} from '../../../model/language/index.ts';
import {
  extend_refcounts,
  fix_migration_hangs,
  recheck_mapped,
  share_refcount,
  take_reference,
} from '../../../model/migration/anonVmaSeries.ts';
import { releases } from '../../../model/migration/releases.ts';
import { move_to_new_page, unmap_and_move } from '../../../model/migration/unmapAndMove.ts';
import { lock_page, spin_unlock } from '../../../model/primitives/index.ts';
import { anon_vma_free, is_empty, unlink_anon_vmas } from '../../../model/rmap/anonVma.ts';
import type { Mm } from '../../../model/rmap/mm.ts';
import { zap_pte_range } from '../../../model/rmap/munmap.ts';
import { page_lock_anon_vma, page_unlock_anon_vma } from '../../../model/rmap/pageLockAnonVma.ts';
import { anon_vma_lock, type HasAnonVma, page_lock } from '../../../model/rmap/rows.ts';
import { neverFreedWhileMigrating } from '../../../properties/anonVma.ts';
import ksm from '../../../scenarios/migration/anon-vma-ksm.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';

/** Mistakes one could make in 2.6.38, which holds, and what must notice each. */
const mutations: { mistake: string; noticedBy: string; patch: AnyPatch }[] = [
  {
    mistake: 'no reference, neither taken nor dropped: no RCU section is there to make up for it',
    noticedBy: 'slab-use-after-free',
    patch: patch('x', take_reference, extend_refcounts, fix_migration_hangs).in(
      unmap_and_move,
      remove('get_anon_vma'),
      replace('anon_vma', {}),
      replace('if_anon_vma', {}),
      remove('drop_anon_vma'),
      replace('PageSwapCache', {}),
      replace('remap_swapcache = 0', {}),
      replace('rc', { rc: goto('remove_migration_ptes', () => {}) }),
    ),
  },
  {
    mistake: 'no second look at page_mapped() once the lock is held',
    noticedBy: 'an anon_vma is freed at most once',
    patch: patch('x', recheck_mapped).in(
      page_lock_anon_vma,
      replace('page_mapped_still', { page_mapped_still: goto('return') }),
      remove('spin_unlock'),
    ),
  },
  {
    mistake: 'page_lock_anon_vma() without its RCU section',
    noticedBy: 'slab-use-after-free',
    patch: patch('x')
      .in(
        page_lock_anon_vma,
        remove('rcu_read_lock'),
        replace('out', {
          out: (_s: Mm, my: HasAnonVma) => {
            my.anon_vma = null;
          },
        }),
      )
      .in(page_unlock_anon_vma, remove('rcu_read_unlock')),
  },
  {
    mistake: 'unlink_anon_vmas() without the lock',
    noticedBy: 'an anon_vma is never freed while migrate_refcount > 0',
    patch: patch('x').in(unlink_anon_vmas, remove('spin_lock'), remove('spin_unlock')),
  },
  {
    mistake: 'unlink_anon_vmas() frees before it unlocks',
    noticedBy: 'held-lock-freed',
    patch: patch('x').in(
      unlink_anon_vmas,
      replace('spin_unlock', {
        empty_early: unless(is_empty, 'spin_unlock'),
        anon_vma_free_early: anon_vma_free,
        spin_unlock: spin_unlock(anon_vma_lock),
      }),
      remove('empty'),
      remove('anon_vma_free'),
    ),
  },
  {
    mistake: 'unlink_anon_vmas() never frees',
    noticedBy: 'no anon_vma is leaked',
    patch: patch('x').in(unlink_anon_vmas, replace('anon_vma_free', { anon_vma_free: () => {} })),
  },
  {
    mistake: 'a page unmapped without its mapcount',
    noticedBy: 'mapcount equals the number of present ptes',
    patch: patch('x').in(zap_pte_range, replace('page_remove_rmap', { page_remove_rmap: () => {} })),
  },
  {
    mistake: 'a page moved without its ptes',
    noticedBy: 'no migration entry is left',
    patch: patch('x').in(
      move_to_new_page,
      replace('remove_migration_ptes', { remove_migration_ptes: () => {} }),
    ),
  },
  {
    mistake: 'the page lock never given up',
    noticedBy: 'held-at-exit',
    patch: patch('x').in(unmap_and_move, replace('unlock_page', { unlock_page: () => {} })),
  },
  {
    mistake: 'the page locked twice',
    noticedBy: 'lockdep',
    patch: patch('x').in(unmap_and_move, after('lock_page', { lock_page_again: lock_page(page_lock) })),
  },
  {
    mistake: 'sleeping for the page with a spinlock held',
    noticedBy: 'lockdep',
    patch: patch('x', fix_migration_hangs, take_reference, extend_refcounts).in(
      unmap_and_move,
      remove('lock_page'),
      after('get_anon_vma', { lock_page_late: lock_page(page_lock) }),
    ),
  },
];

/** The designs in whose terms the sentence can be said, and the count that unlink_anon_vmas() looks at there. */
const scenarios = { lifetime, ksm };
const counting = [
  ['lifetime', '2.6.34+ref', 'migrate_refcount'],
  ['lifetime', '2.6.34+ref+share+skip-unmapped', 'external_refcount'],
  ['lifetime', '2.6.35', 'external_refcount'],
  ['lifetime', '2.6.37', 'external_refcount'],
  ['lifetime', '2.6.38', 'external_refcount'],
  ['ksm', '2.6.34+ref', 'migrate_refcount'],
  ['ksm', '2.6.34+ref+share', 'external_refcount'],
  ['ksm', '2.6.34+ref+share+skip-unmapped', 'external_refcount'],
  ['ksm', '2.6.38', 'external_refcount'],
] as const;

describe('an anon_vma is never freed while migrate_refcount > 0', () => {
  const { name } = neverFreedWhileMigrating;

  it.each(counting)('bites where %s@%s frees without a look at %s', async (which, of, label) => {
    const scenario: Scenario = scenarios[which];
    const mistake =
      label === 'migrate_refcount'
        ? patch('x', take_reference).in(unlink_anon_vmas, remove('migrate_refcount'))
        : patch('x', share_refcount).in(unlink_anon_vmas, remove('external_refcount'));
    const mutated = design([...scenario.designs[of]!.series, mistake], violated(name));
    const { violation } = await check({ ...scenario, designs: { mutated } }, 'mutated');
    expect(violation?.property).toBe(name);
  });

  it.each(['lifetime', 'ksm'] as const)('is said of every other design not to be asked there: %s', (of) => {
    const { designs }: Scenario = scenarios[of];
    const asked = counting.flatMap(([scenario, design]) => (scenario === of ? [design] : []));
    const others = Object.keys(designs).filter((design) => !asked.some((one) => one === design));
    expect(others.filter((design) => designs[design]!.notAsked?.[name] === undefined)).toEqual([]);
    expect(asked.filter((design) => designs[design]!.notAsked !== undefined)).toEqual([]);
  });
});

function mutant(mutation: AnyPatch, noticedBy: string): Scenario {
  return { ...lifetime, designs: { mutant: design([...releases['2.6.38'], mutation], violated(noticedBy)) } };
}

describe('a mistake in 2.6.38 is noticed', () => {
  it.each(mutations)('$mistake: $noticedBy', async ({ noticedBy, patch: mutation }) => {
    const result = await check(mutant(mutation, noticedBy), 'mutant');
    expect(result.verdict).toBe('violated');
    expect([result.violation!.property, result.violation!.check]).toContain(noticedBy);
  });
});
