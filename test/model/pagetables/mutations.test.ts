import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  type AnyPatch,
  after,
  before,
  call,
  design,
  patch,
  remove,
  replace,
  type Scenario,
  violated,
  when,
} from '../../../model/language/index.ts';
import { flush_tlb_mm, smp_invalidate_interrupt } from '../../../model/pagetables/flush.ts';
import { anon_vma_unlink, free_pgd_range, free_pgtables } from '../../../model/pagetables/freePgtables.ts';
import {
  free_pages_and_swap_cache,
  put_page,
  tlb_flush_mmu,
  tlb_remove_page,
} from '../../../model/pagetables/gather.ts';
import type { Mm } from '../../../model/pagetables/mm.ts';
import { page_check_address, try_to_unmap_one } from '../../../model/pagetables/rmapWalk.ts';
import {
  batch_of,
  type HasGather,
  type HasTable,
  page,
  split_ptlock,
} from '../../../model/pagetables/rows.ts';
import { unlink_vma_before_pagetables, v2_6_15 } from '../../../model/pagetables/unlinkFirst.ts';
import { zap_pte_range } from '../../../model/pagetables/zap.ts';
import {
  type Current,
  csd_unlock,
  giveReference,
  local_flush_tlb,
  preempt_enable,
  spin_unlock,
} from '../../../model/primitives/index.ts';
import { nothingIsLeft } from '../../../properties/pageTables.ts';
import flushOrder from '../../../scenarios/pagetables/flush-order.ts';
import unlinkBeforeFree from '../../../scenarios/pagetables/unlink-before-free.ts';

const stale = ['stale-tlb', "no CPU has a translation of a page that is somebody else's"];
const counted = ['each page is counted as often as it is held', 'page-ref'];

interface Mutation {
  readonly mistake: string;
  /** Why it has to be found there. */
  readonly because: string;
  readonly noticedBy: readonly string[];
  readonly patch: AnyPatch;
}

const ofFlushes: readonly Mutation[] = [
  {
    mistake: 'tlb_flush_mmu() frees, then flushes',
    because: 'the user has the page in his TLB while the last reference is dropped',
    noticedBy: stale,
    patch: patch('x').in(
      tlb_flush_mmu,
      remove('tlb->mm'),
      remove('tlb_flush'),
      after('free_pages_and_swap_cache', {
        'tlb->mm, late': (s: Mm, my: HasGather & { mm: Mm['vma'][number]['mm'] }) => {
          my.mm = batch_of(s, my).nr > 0 ? s.vma[0]!.mm : null;
        },
        'tlb_flush, late': call(flush_tlb_mm),
      }),
    ),
  },
  {
    mistake: 'flush_tlb_mm() flushes its own CPU alone',
    because: 'the user runs on the other one',
    noticedBy: stale,
    patch: patch('x').in(
      flush_tlb_mm,
      remove('cpus_empty'),
      remove('flush_tlb_others'),
      remove('flush_tlb_others: wait'),
    ),
  },
  {
    mistake: 'flush_tlb_others() does not wait',
    because: 'the page is freed while the IPI is under way',
    noticedBy: stale,
    patch: patch('x').in(
      flush_tlb_mm,
      replace('flush_tlb_others: wait', {
        'put_cpu()': (s: Mm, my: Current) => preempt_enable(s, my),
      }),
    ),
  },
  {
    mistake: 'the handler says that it has flushed before it has',
    because: 'who waits goes on between the two',
    noticedBy: stale,
    patch: patch('x').in(
      smp_invalidate_interrupt,
      before('flush_tlb_func', { 'csd_unlock, early': csd_unlock((s: Mm) => s.csd) }),
      replace('csd_unlock', { csd_unlock: () => {} }),
    ),
  },
  {
    mistake: 'the handler forgets translations, and not the table that its walks begin at',
    because: 'the next walk goes through a table that is free',
    noticedBy: ['slab-use-after-free', ...stale],
    patch: patch('x').in(
      smp_invalidate_interrupt,
      replace('flush_tlb_func', {
        flush_tlb_func: local_flush_tlb((s: Mm) => s.tlb[1]!.entry.map(({ entry }) => entry)),
      }),
    ),
  },
  {
    mistake: 'zap_pte_range() drops the reference itself',
    because: 'it is the reference that the batch was to keep up to the flush',
    noticedBy: stale,
    patch: patch('x').in(zap_pte_range, replace('tlb_remove_page', { put_page: call(put_page) })),
  },
  {
    mistake: 'zap_pte_range() without page_remove_rmap()',
    because: 'a page that is freed is mapped nowhere',
    noticedBy: ['BUG_ON'],
    patch: patch('x').in(zap_pte_range, remove('page_remove_rmap')),
  },
  {
    mistake: 'tlb_remove_page() forgets to count the page',
    because: 'the next one is put into its place, or nobody frees it',
    noticedBy: counted,
    patch: patch('x').in(tlb_remove_page, replace('tlb->nr = nr + 1', { tlb: giveReference(page) })),
  },
  {
    mistake: 'free_pages_and_swap_cache() drops each reference twice',
    because: 'there was one',
    noticedBy: [...counted, 'VM_BUG_ON', 'BUG_ON'],
    patch: patch('x').in(free_pages_and_swap_cache, after('put_page', { 'put_page again': call(put_page) })),
  },
  {
    mistake: 'free_pgd_range() without pmd_clear()',
    because: 'the table is still linked, with one reference for that and none for the batch',
    noticedBy: [...counted, 'slab-use-after-free', nothingIsLeft.name],
    patch: patch('x').in(free_pgd_range, remove('pmd_clear')),
  },
  {
    mistake: 'munmap() without free_pgtables()',
    because: 'the table stays, and the vma on its lists',
    noticedBy: [nothingIsLeft.name],
    patch: patch('x', unlink_vma_before_pagetables).in(
      free_pgtables,
      remove('vma'),
      remove('anon_vma_unlink'),
      remove('unlink_file_vma'),
      remove('vma = next'),
      replace('free_pgd_range', { free_pgd_range: () => {} }),
    ),
  },
];

const ofWalks: readonly Mutation[] = [
  {
    mistake: 'free_pgtables() frees the table, then hides the vmas',
    because: 'reclaim finds the vma while its table goes',
    noticedBy: ['slab-use-after-free'],
    patch: patch('x', unlink_vma_before_pagetables).in(
      free_pgtables,
      remove('free_pgd_range'),
      before('vma', { 'free_pgd_range, early': call(free_pgd_range) }),
    ),
  },
  {
    mistake: 'anon_vma_unlink() without the lock of the anon_vma',
    because: 'reclaim has it, and is on its way down',
    noticedBy: ['slab-use-after-free'],
    patch: patch('x').in(anon_vma_unlink, remove('spin_lock'), remove('spin_unlock')),
  },
  {
    mistake: 'page_check_address() does not look again under the lock',
    because: 'munmap has cleared the pte before the lock was free',
    noticedBy: [...counted, 'null-pointer-dereference'],
    patch: patch('x').in(
      page_check_address,
      replace('page_to_pfn(page) == pte_pfn(*pte)', { found: when(() => true, 'return') }),
    ),
  },
  {
    mistake: 'try_to_unmap_one() unlocks before it clears the pte',
    because: 'munmap clears the same pte',
    noticedBy: [...counted, 'domain'],
    patch: patch('x').in(
      try_to_unmap_one,
      before('ptep_clear', {
        'spin_unlock, early': spin_unlock((s: Mm, my: HasTable) => split_ptlock(s, my)),
      }),
      remove('spin_unlock'),
    ),
  },
  {
    mistake: 'try_to_unmap_one() forgets page_cache_release()',
    because: 'the pte has no reference any more, and reclaim keeps it',
    noticedBy: [...counted, 'held-at-exit'],
    patch: patch('x').in(try_to_unmap_one, remove('page_cache_release')),
  },
];

function expectNoticed(scenario: Scenario, name: string, mutations: readonly Mutation[]): void {
  describe(`a mistake in ${name} is noticed`, () => {
    it.each(mutations)('$mistake: $because', async ({ patch: mutation, noticedBy }) => {
      const designs = { mutant: design([...v2_6_15, mutation], violated()) };
      const { verdict, violation } = await check({ ...scenario, designs, unreachable: {} }, 'mutant');
      expect(verdict).toBe('violated');
      expect(noticedBy).toContain(violation!.property ?? violation!.check);
    });
  });
}

expectNoticed(flushOrder, 'munmap of 2.6.15', ofFlushes);
expectNoticed(unlinkBeforeFree, 'munmap or reclaim of 2.6.15', ofWalks);
