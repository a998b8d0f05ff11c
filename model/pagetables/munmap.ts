import { call, deref, type Ptr, pointer } from '../language/index.ts';
import { spin_lock, spin_unlock } from '../primitives/index.ts';
import { free_pgtables, unmap_vma_list } from './freePgtables.ts';
import { tlb_finish_mmu, tlb_gather_mmu } from './gather.ts';
import { type Mm, mm, mmu_gather } from './mm.ts';
import { mayEndAtomic } from './work.ts';
import { unmap_vmas } from './zap.ts';

/** &mm->page_table_lock */
export const mm_lock = (s: Mm, my: { readonly mm: Ptr<'mm'> }) => deref(s.mm, my.mm).page_table_lock;

/** Zaps the vmas and frees their page tables, all in one gather. */
export const unmap_region = mm.fn(
  'unmap_region',
  'mm/mmap.c v2.6.14',
  { mm: pointer('mm'), vma: pointer('vma') },
  { tlb: mmu_gather },
  {
    spin_lock: spin_lock(mm_lock),
    tlb_gather_mmu: call(tlb_gather_mmu, { tlb: 'tlb' }),
    unmap_vmas: call(unmap_vmas, { first: 'vma', tlb: 'tlb' }),
    free_pgtables: call(free_pgtables, { first: 'vma', tlb: 'tlb' }),
    tlb_finish_mmu: call(tlb_finish_mmu),
    spin_unlock: mayEndAtomic(spin_unlock(mm_lock)),
  },
);

/** munmap(2) of all vmas from `vma` on; it holds mmap_sem, which nobody else here asks for. */
export const do_munmap = mm.fn(
  'do_munmap',
  'mm/mmap.c v2.6.14',
  { mm: pointer('mm'), vma: pointer('vma') },
  {},
  {
    unmap_region: call(unmap_region),
    unmap_vma_list: call(unmap_vma_list, { first: 'vma' }),
  },
);

/** madvise(2) with MADV_DONTNEED: zaps the vma, and leaves it and its page tables. */
export const zap_page_range = mm.fn(
  'zap_page_range',
  'mm/memory.c v2.6.15',
  { mm: pointer('mm'), vma: pointer('vma') },
  { tlb: mmu_gather },
  {
    tlb_gather_mmu: call(tlb_gather_mmu, { tlb: 'tlb' }),
    unmap_vmas: call(unmap_vmas, { first: 'vma', tlb: 'tlb' }),
    tlb_finish_mmu: call(tlb_finish_mmu),
  },
);
