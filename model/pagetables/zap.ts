import { atomically, call, count, pointer, unless, when } from '../language/index.ts';
import { type Current, cond_resched, spin_lock, spin_unlock, takeReference } from '../primitives/index.ts';
import { tlb_finish_mmu, tlb_gather_mmu, tlb_remove_page } from './gather.ts';
import { type Mm, mm, mmu_gather } from './mm.ts';
import {
  gather_of,
  type HasAddress,
  type HasPage,
  type HasTable,
  mm_of,
  next_vma,
  page,
  page_of,
  page_table_lock,
  pte_of,
  vma_of,
} from './rows.ts';
import { work } from './work.ts';

/** ZAP_BLOCK_SIZE, in pages: the kernel's is 8 with preemption, and 1024 without. */
const ZAP_BLOCK_SIZE = 3;
const takes = takeReference(page);

/** Clears a pte, whose reference to its page is the task's then, and says whether there was one. */
export const ptep_get_and_clear = (s: Mm, my: HasTable & HasAddress & HasPage & Current): boolean => {
  const pte = pte_of(s, my);
  my.page = atomically(() => {
    const old = pte.page;
    pte.page = null;
    return old;
  });
  if (my.page === null) return false;
  takes(s, my);
  return true;
};

/** Zaps ptes of the vma from `addr` on; the caller holds what guards them. */
export const zap_pte_range = mm.fn(
  'zap_pte_range',
  'mm/memory.c v2.6.14, by the zap_work of v2.6.15',
  { tlb: mmu_gather, vma: pointer('vma') },
  { addr: count(7), zap_work: count(ZAP_BLOCK_SIZE), pgtable: pointer('pgtable'), page: pointer('page') },
  {
    pte_offset_map: (s, my) => {
      my.pgtable = mm_of(s, my).pmd;
    },
    /** Whether it was present: nothing is done for an entry that is none. */
    ptep_get_and_clear: unless((s, my) => {
      work(s, my);
      return ptep_get_and_clear(s, my);
    }, 'next'),
    tlb_remove_tlb_entry: (s, my) => {
      gather_of(s, my).need_flush = true;
    },
    page_remove_rmap: (s, my) => {
      const its = page_of(s, my);
      atomically(() => {
        its.mapcount--;
      });
    },
    tlb_remove_page: call(tlb_remove_page),
    next: when((s, my) => {
      my.addr++;
      my.zap_work--;
      my.page = null;
      return my.addr !== vma_of(s, my).end && my.zap_work > 0;
    }, 'ptep_get_and_clear'),
  },
);

/** Zaps the vma and those behind it, in blocks: behind each the gather begins anew. */
export const unmap_vmas = mm.fn(
  'unmap_vmas',
  'mm/memory.c v2.6.14, by the zap_work of v2.6.15',
  { mm: pointer('mm'), first: pointer('vma') },
  { tlb: mmu_gather, vma: pointer('vma'), addr: count(7), zap_work: count(ZAP_BLOCK_SIZE) },
  {
    'zap_work = ZAP_BLOCK_SIZE': (_s, my) => {
      my.vma = my.first;
      my.zap_work = ZAP_BLOCK_SIZE;
    },
    'start = vma->vm_start': (s, my) => {
      my.addr = vma_of(s, my).start;
    },
    unmap_page_range: call(zap_pte_range, { addr: 'addr', zap_work: 'zap_work' }),
    'zap_work > 0': when((_s, my) => my.zap_work > 0, 'vma = vma->vm_next'),
    tlb_finish_mmu: call(tlb_finish_mmu),
    spin_unlock: spin_unlock(page_table_lock),
    cond_resched,
    spin_lock: spin_lock(page_table_lock),
    tlb_gather_mmu: call(tlb_gather_mmu, { tlb: 'tlb' }),
    'zap_work = ZAP_BLOCK_SIZE again': (_s, my) => {
      my.zap_work = ZAP_BLOCK_SIZE;
    },
    'start != end': when((s, my) => my.addr !== vma_of(s, my).end, 'unmap_page_range'),
    'vma = vma->vm_next': when(next_vma, 'start = vma->vm_start'),
  },
);
