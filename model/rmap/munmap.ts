import { atomically, call, type Ptr, pointer, unless } from '../language/index.ts';
import { down_write, spin_lock, spin_unlock, up_write } from '../primitives/index.ts';
import { anon_vma_prepare, unlink_anon_vmas } from './anonVma.ts';
import { type Mm, mm } from './mm.ts';
import { put_page } from './putPage.ts';
import { type HasVma, mmap_sem, pte_lock, vma_of } from './rows.ts';

/** The mmu_gather of one unmapping: at most the one page whose reference it took over. */
interface Gather {
  gathered: Ptr<'page'>;
}

/** ptep_get_and_clear(), and whether the pte was present: swap and migration entries map nothing. */
const ptep_get_and_clear = (s: Mm, my: HasVma & Gather) => {
  const { pte } = vma_of(s, my);
  return atomically(() => {
    if (pte.entry === 'present') my.gathered = pte.page;
    pte.entry = 'none';
    pte.page = null;
    return my.gathered !== null;
  });
};

/** The pte's reference stays with the batch until the TLB has been flushed. */
const page_remove_rmap = (s: Mm, my: Gather) => {
  const page = s.page[my.gathered!]!;
  atomically(() => {
    page.mapcount--;
  });
};

/** Flushes; then the batch, where there is one, drops its reference. */
const tlb_finish_mmu = (_s: Mm, my: Gather) => my.gathered !== null;

/** Zaps the one pte of the vma under its lock. */
export const zap_pte_range = mm.fn(
  'zap_pte_range',
  'mm/memory.c v2.6.34',
  { vma: pointer('vma') },
  { gathered: pointer('page') },
  {
    pte_offset_map_lock: spin_lock(pte_lock),
    ptep_get_and_clear: unless(ptep_get_and_clear, 'pte_unmap_unlock'),
    page_remove_rmap,
    pte_unmap_unlock: spin_unlock(pte_lock),
  },
);

/** The whole life's end of a vma: zap, hide from rmap, flush and free the pages. */
export const munmap = mm.fn(
  'munmap',
  'mm/mmap.c v2.6.34: sys_munmap, unmap_region, free_pgtables',
  { vma: pointer('vma') },
  { gathered: pointer('page') },
  {
    down_write: down_write(mmap_sem),
    zap_pte_range: call(zap_pte_range, { gathered: 'gathered' }),
    unlink_anon_vmas: call(unlink_anon_vmas),
    tlb_finish_mmu: unless(tlb_finish_mmu, 'up_write'),
    free_pages_and_swap_cache: call(put_page, { page: 'gathered' }),
    up_write: up_write(mmap_sem),
  },
);

/** A short-lived process: its first write fault prepares an anon_vma, its exit unlinks that again. */
export const fault_then_exit = mm.fn(
  'fault_then_exit',
  'mm/memory.c v2.6.34: do_anonymous_page; mm/mmap.c: exit_mmap, free_pgtables',
  { vma: pointer('vma') },
  {},
  {
    anon_vma_prepare: call(anon_vma_prepare),
    unlink_anon_vmas: call(unlink_anon_vmas),
  },
);
