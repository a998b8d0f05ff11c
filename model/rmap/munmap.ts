import { atomically, call, pointer, unless } from '../language/index.ts';
import { down_write, spin_lock, spin_unlock, up_write } from '../primitives/index.ts';
import { anon_vma_prepare, unlink_anon_vmas } from './anonVma.ts';
import { mm } from './mm.ts';
import { put_page } from './putPage.ts';
import { mmap_sem, pte_lock, vma_of } from './rows.ts';

/** Zaps the one pte of the vma under its lock; what it mapped is `gathered`, the mmu_gather of one unmapping. */
export const zap_pte_range = mm.fn(
  'zap_pte_range',
  'mm/memory.c v2.6.34',
  { vma: pointer('vma') },
  { gathered: pointer('page') },
  {
    pte_offset_map_lock: spin_lock(pte_lock),
    /** Whether the pte was present: swap and migration entries map nothing. */
    ptep_get_and_clear: unless((s, my) => {
      const { pte } = vma_of(s, my);
      return atomically(() => {
        if (pte.entry === 'present') my.gathered = pte.page;
        pte.entry = 'none';
        pte.page = null;
        return my.gathered !== null;
      });
    }, 'pte_unmap_unlock'),
    /** The pte's reference stays with the batch until the TLB has been flushed. */
    page_remove_rmap: (s, my) => {
      const page = s.page[my.gathered!]!;
      atomically(() => {
        page.mapcount--;
      });
    },
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
    /** Flushes; then the batch, where there is one, drops its reference. */
    tlb_finish_mmu: unless((_s, my) => my.gathered !== null, 'up_write'),
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
