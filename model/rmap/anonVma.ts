import { add, bool, deref, isEmpty, pointer, removeRow, unless } from '../language/index.ts';
import { kmem_cache_alloc, kmem_cache_free, spin_lock, spin_unlock } from '../primitives/index.ts';
import { type Mm, mm } from './mm.ts';
import { anon_vma_lock, anon_vma_of, type HasAnonVma, vma_of } from './rows.ts';

/** A thread with the `empty` of its function: whether the list of the anon_vma was empty. */
export interface Emptiness {
  empty: boolean;
}

/** `int empty = list_empty(&anon_vma->head);` */
export const list_empty = (s: Mm, my: HasAnonVma & Emptiness) => {
  my.empty = isEmpty(anon_vma_of(s, my).head);
};

/** `if (empty)` */
export const is_empty = (_s: Mm, my: Emptiness) => my.empty;

/** anon_vma_free(): back to its slab at once, where it may be allocated again before any grace period. */
export const anon_vma_free = (s: Mm, my: HasAnonVma) => kmem_cache_free(deref(s.anon_vma, my.anon_vma), s);

/** A first write fault gives the vma an anon_vma of its own; there is no neighbour to share one with. */
export const anon_vma_prepare = mm.fn(
  'anon_vma_prepare',
  'mm/rmap.c v2.6.34',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma') },
  {
    anon_vma_alloc: kmem_cache_alloc('anon_vma', (_s: Mm, my: HasAnonVma, row) => {
      my.anon_vma = row;
    }),
    spin_lock: spin_lock(anon_vma_lock),
    list_add: (s, my) => {
      const anon_vma = anon_vma_of(s, my);
      anon_vma.head = add(anon_vma.head, my.vma);
      vma_of(s, my).anon_vma = my.anon_vma;
    },
    spin_unlock: spin_unlock(anon_vma_lock),
  },
);

/** Takes the vma off its anon_vma (one avc: there was no fork) and frees the anon_vma where it was the last user. */
export const unlink_anon_vmas = mm.fn(
  'unlink_anon_vmas',
  'mm/rmap.c v2.6.34, with anon_vma_unlink',
  { vma: pointer('vma') },
  { anon_vma: pointer('anon_vma'), empty: bool() },
  {
    /** A vma that never got an anon_vma has no avc. */
    avc: unless((s, my) => {
      my.anon_vma = vma_of(s, my).anon_vma;
      return my.anon_vma !== null;
    }, 'return'),
    spin_lock: spin_lock(anon_vma_lock),
    /** And `empty = list_empty(&anon_vma->head)`: both see the list only under its lock. */
    list_del: (s, my) => {
      const anon_vma = anon_vma_of(s, my);
      const head = removeRow(anon_vma.head, my.vma);
      anon_vma.head = head;
      vma_of(s, my).anon_vma = null;
      my.empty = isEmpty(head);
    },
    /** `&& !ksm_refcount(anon_vma)`: the counter changes without the lock, so reading it is a step of its own. */
    ksm_refcount: (s, my) => {
      my.empty = my.empty && anon_vma_of(s, my).ksm_refcount === 0;
    },
    spin_unlock: spin_unlock(anon_vma_lock),
    empty: unless(is_empty, 'return'),
    anon_vma_free,
  },
);
