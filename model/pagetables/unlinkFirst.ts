import {
  after,
  before,
  call,
  deref,
  type Ptr,
  patch,
  pointer,
  remove,
  replace,
  unless,
  when,
} from '../language/index.ts';
import { spin_lock, spin_unlock } from '../primitives/index.ts';
import { anon_vma_unlink, free_pgtables, unlink_file_vma } from './freePgtables.ts';
import { tlb_finish_mmu, tlb_gather_mmu } from './gather.ts';
import type { Mm } from './mm.ts';
import { do_munmap, mm_lock, unmap_region } from './munmap.ts';
import { mapsPage, page_check_address, try_to_unmap_one } from './rmapWalk.ts';
import { mm_of, next_vma, page_table_lock, split_ptlock } from './rows.ts';
import { mayEndAtomic } from './work.ts';
import { unmap_vmas, zap_pte_range } from './zap.ts';

/** 8f4f8c164cb in 2.6.15. */
export const unlink_vma_before_pagetables = patch('mm: unlink vma before pagetables')
  .in(unmap_region, remove('spin_lock'), remove('spin_unlock'))
  .in(
    unmap_region,
    before('unmap_vmas', { 'lock for unmap_vmas': spin_lock(mm_lock) }),
    after('unmap_vmas', { 'unlock behind unmap_vmas': mayEndAtomic(spin_unlock(mm_lock)) }),
  )
  .locals(free_pgtables, { vma: pointer('vma') })
  .in(
    free_pgtables,
    before('free_pgd_range', {
      vma: (_s, my) => {
        my.vma = my.first;
      },
      anon_vma_unlink: call(anon_vma_unlink),
      unlink_file_vma: call(unlink_file_vma),
      'vma = next': when(next_vma, 'anon_vma_unlink'),
    }),
  )
  .in(do_munmap, remove('unmap_vma_list'));

/** 508034a32b8 in 2.6.15. */
export const unmap_vmas_with_inner_ptlock = patch(
  'mm: unmap_vmas with inner ptlock',
  unlink_vma_before_pagetables,
)
  .in(unmap_region, remove('lock for unmap_vmas'), remove('unlock behind unmap_vmas'))
  .in(unmap_vmas, remove('spin_unlock'), remove('spin_lock'))
  .in(
    zap_pte_range,
    after('pte_offset_map', { spin_lock: spin_lock(page_table_lock) }),
    after('next', { pte_unmap_unlock: mayEndAtomic(spin_unlock(page_table_lock)) }),
  );

/** c0718806cf9 in 2.6.15. */
export const rmap_with_inner_ptlock = patch('mm: rmap with inner ptlock').in(
  page_check_address,
  remove('spin_lock'),
  replace('pmd_present', {
    pmd_present: unless((s, my) => {
      my.pgtable = mm_of(s, my).pmd;
      return my.pgtable !== null;
    }, 'return'),
    /** A quick check before getting the lock. */
    '!pte_present': unless(mapsPage, 'return NULL'),
    spin_lock: spin_lock(page_table_lock),
  }),
);

/** 4c21e2f2441 in 2.6.15: the lock is that of the table. */
export const split_page_table_lock = patch(
  'mm: split page table lock',
  unmap_vmas_with_inner_ptlock,
  rmap_with_inner_ptlock,
)
  .in(
    zap_pte_range,
    replace('spin_lock', { spin_lock: spin_lock(split_ptlock) }),
    replace('pte_unmap_unlock', { pte_unmap_unlock: mayEndAtomic(spin_unlock(split_ptlock)) }),
  )
  .in(
    page_check_address,
    replace('spin_lock', { spin_lock: spin_lock(split_ptlock) }),
    replace('unlock', { unlock: spin_unlock(split_ptlock) }),
  )
  .in(try_to_unmap_one, replace('spin_unlock', { spin_unlock: spin_unlock(split_ptlock) }));

/** What 2.6.15 has, and 2.6.22 still. */
export const v2_6_15 = [
  unlink_vma_before_pagetables,
  unmap_vmas_with_inner_ptlock,
  rmap_with_inner_ptlock,
  split_page_table_lock,
];

const hasNext = (s: Mm, my: { readonly first: Ptr<'vma'> }) => deref(s.vma, my.first).next !== null;

/** The patch of -rt that was posted in July 2007: all vmas are unlinked between two gathers, where there are several. */
export const reduce_pagetable_freeing_latencies = patch(
  'mm: reduce pagetable-freeing latencies',
  unlink_vma_before_pagetables,
)
  .in(free_pgtables, remove('anon_vma_unlink'), remove('unlink_file_vma'), remove('vma = next'))
  .in(
    free_pgtables,
    before('free_pgd_range', {
      'vma->vm_next': unless(hasNext, 'unlink anon_vma'),
      tlb_finish_mmu: call(tlb_finish_mmu),
      'unlink anon_vma': call(anon_vma_unlink),
      'unlink file_vma': call(unlink_file_vma),
      'unlink = unlink->vm_next': when(next_vma, 'unlink anon_vma'),
      'vma->vm_next again': unless(hasNext, 'free_pgd_range'),
      tlb_gather_mmu: call(tlb_gather_mmu, { tlb: 'tlb' }),
    }),
  );
