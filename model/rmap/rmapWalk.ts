import { atomically, call, goto, nextRow, type Ptr, pointer, unless, when } from '../language/index.ts';
import { atomic_inc, spin_lock, spin_unlock } from '../primitives/index.ts';
import { type Mm, mm } from './mm.ts';
import { page_lock_anon_vma, page_unlock_anon_vma } from './pageLockAnonVma.ts';
import {
  anon_vma_lock,
  anon_vma_of,
  type HasAnonVma,
  has_anon_vma,
  page_mapped,
  page_of,
  pte_lock,
  vma_of,
} from './rows.ts';

interface Cursor extends HasAnonVma {
  vma: Ptr<'vma'>;
}

/** list_for_each_entry(): the next vma on the list, whose order stands still under the lock; false behind the last. */
const next_vma = (s: Mm, my: Cursor) => {
  my.vma = nextRow(anon_vma_of(s, my).head, my.vma);
  return my.vma !== null;
};

/** One vma: its pte becomes a swap entry or a migration entry, and the page loses a mapping and a reference. */
export const try_to_unmap_one = mm.fn(
  'try_to_unmap_one',
  'mm/rmap.c v2.6.34',
  { page: pointer('page'), vma: pointer('vma') },
  {},
  {
    /** Looks at the pte before it takes the lock, and again with it. */
    page_check_address: unless((s, my) => vma_of(s, my).pte.entry === 'present', 'return'),
    pte_lock: spin_lock(pte_lock),
    pte_same: unless((s, my) => {
      const { entry, page } = vma_of(s, my).pte;
      return entry === 'present' && page === my.page;
    }, 'pte_unmap_unlock'),
    /** A swap or migration entry; that ptep_clear_flush() has left none before is nothing that anybody could tell. */
    set_pte_at: (s, my) => {
      const { pte } = vma_of(s, my);
      if (page_of(s, my).PG_swapcache === 'set') {
        pte.entry = 'swap';
        pte.page = null;
      } else {
        pte.entry = 'migration';
      }
    },
    page_remove_rmap: (s, my) => {
      const page = page_of(s, my);
      atomically(() => {
        page.mapcount--;
      });
    },
    /** The pte's reference, which is not the last one: whoever unmaps has another. */
    page_cache_release: (s, my) => {
      const page = page_of(s, my);
      atomically(() => {
        page.count--;
      });
    },
    pte_unmap_unlock: spin_unlock(pte_lock),
  },
);

/** try_to_unmap(page, TTU_MIGRATION) of an anonymous page. */
export const try_to_unmap_anon = mm.fn(
  'try_to_unmap_anon',
  'mm/rmap.c v2.6.34',
  { page: pointer('page') },
  { anon_vma: pointer('anon_vma'), vma: pointer('vma') },
  {
    page_lock_anon_vma: call(page_lock_anon_vma, { anon_vma: 'anon_vma' }),
    if_anon_vma: unless(has_anon_vma, 'return'),
    list_for_each_entry: unless(next_vma, 'page_unlock_anon_vma'),
    try_to_unmap_one: call(try_to_unmap_one),
    page_mapped: when(page_mapped, 'list_for_each_entry'),
    page_unlock_anon_vma: call(page_unlock_anon_vma),
  },
);

const new_page = (s: Mm, my: { readonly new: Ptr<'page'> }) => s.page[my.new!]!;

/** One vma: a migration entry of the old page becomes a present pte of the new one. */
export const remove_migration_pte = mm.fn(
  'remove_migration_pte',
  'mm/migrate.c v2.6.34',
  { old: pointer('page'), new: pointer('page'), vma: pointer('vma') },
  {},
  {
    /** Looked at before the pte lock is taken, and the entry again with it. */
    is_swap_pte: unless((s, my) => {
      const { entry } = vma_of(s, my).pte;
      return entry === 'migration' || entry === 'swap';
    }, 'return'),
    pte_lock: spin_lock(pte_lock),
    is_migration_entry: unless((s, my) => {
      const { entry, page } = vma_of(s, my).pte;
      return entry === 'migration' && page === my.old;
    }, 'unlock'),
    get_page: atomic_inc(new_page, 'count'),
    set_pte_at: (s, my) => {
      const { pte } = vma_of(s, my);
      pte.entry = 'present';
      pte.page = my.new;
    },
    page_add_anon_rmap: atomic_inc(new_page, 'mapcount'),
    unlock: spin_unlock(pte_lock),
  },
);

/** remove_migration_ptes(old, new): rmap_walk() with remove_migration_pte. */
export const remove_migration_ptes = mm.fn(
  'remove_migration_ptes',
  'mm/migrate.c, mm/rmap.c v2.6.34: rmap_walk_anon',
  { old: pointer('page'), new: pointer('page') },
  { anon_vma: pointer('anon_vma'), vma: pointer('vma') },
  {
    /** No test of page_mapped() here, all the ptes are migration entries. */
    page_anon_vma: unless((s, my) => {
      my.anon_vma = new_page(s, my).mapping;
      return my.anon_vma !== null;
    }, 'return'),
    spin_lock: spin_lock(anon_vma_lock),
    list_for_each_entry: unless(next_vma, 'spin_unlock'),
    remove_migration_pte: call(remove_migration_pte),
    again: goto('list_for_each_entry'),
    spin_unlock: spin_unlock(anon_vma_lock),
  },
);
