import { bool, call, pointer, unless } from '../language/index.ts';
import { atomic_inc, down_read, spin_unlock, unless_dec_and_lock, up_read } from '../primitives/index.ts';
import { anon_vma_free, is_empty, list_empty } from '../rmap/anonVma.ts';
import { mm } from '../rmap/mm.ts';
import { anon_vma_lock, anon_vma_of, has_anon_vma, mmap_sem, vma_of } from '../rmap/rows.ts';

/** Merges the page of a vma, and with mmap_sem still held takes the rmap_item's reference to the vma's anon_vma. */
export const try_to_merge_with_ksm_page = mm.fn(
  'try_to_merge_with_ksm_page',
  'mm/ksm.c v2.6.34',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma') },
  {
    down_read: down_read(mmap_sem),
    /** The vma is gone from its mm once it has been unlinked. Its anon_vma is what the rmap_item will hold. */
    find_vma: unless((s, my) => {
      my.anon_vma = vma_of(s, my).anon_vma;
      return my.anon_vma !== null;
    }, 'out'),
    hold_anon_vma: atomic_inc(anon_vma_of, 'ksm_refcount'),
    out: up_read(mmap_sem),
  },
);

/** drop_anon_vma(rmap_item); 76545066c85 renames it as here, when mm/rmap.c gets a drop_anon_vma() for everybody. */
export const ksm_drop_anon_vma = mm.fn(
  'ksm_drop_anon_vma',
  'mm/ksm.c v2.6.34',
  { anon_vma: pointer('anon_vma') },
  { empty: bool() },
  {
    atomic_dec_and_lock: unless_dec_and_lock(anon_vma_of, 'ksm_refcount', anon_vma_lock, 'return'),
    list_empty,
    spin_unlock: spin_unlock(anon_vma_lock),
    empty: unless(is_empty, 'return'),
    anon_vma_free,
  },
);

/** ksmd merges a page, finds no second one to share it with, and breaks it up again: a reference held and dropped. */
export const try_to_merge_two_pages = mm.fn(
  'try_to_merge_two_pages',
  'mm/ksm.c v2.6.34, with break_cow',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma') },
  {
    try_to_merge_with_ksm_page: call(try_to_merge_with_ksm_page, { anon_vma: 'anon_vma' }),
    err: unless(has_anon_vma, 'return'),
    break_cow: call(ksm_drop_anon_vma),
  },
);
