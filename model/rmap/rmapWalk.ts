import { atomically, call, goto, nextRow, type Ptr, pointer, unless, when } from '../language/index.ts';
import { atomic_inc, spin_lock, spin_unlock } from '../primitives/index.ts';
import { type Mm, mm } from './mm.ts';
import { page_lock_anon_vma, page_unlock_anon_vma } from './pageLockAnonVma.ts';
import {
  anon_vma_lock,
  anon_vma_of,
  type HasAnonVma,
  type HasPage,
  type HasVma,
  has_anon_vma,
  page_mapped,
  page_of,
  pte_lock,
  vma_of,
} from './rows.ts';

interface Cursor extends HasAnonVma {
  vma: Ptr<'vma'>;
}
interface OldAndNew {
  readonly old: Ptr<'page'>;
  readonly new: Ptr<'page'>;
}

/** list_for_each_entry(): the next vma on the list, whose order stands still under the lock; false behind the last. */
const next_vma = (s: Mm, my: Cursor) => {
  my.vma = nextRow(anon_vma_of(s, my).head, my.vma);
  return my.vma !== null;
};

/** page_check_address() looks at the pte before it takes the lock, and again with it. */
const page_check_address = (s: Mm, my: HasVma) => vma_of(s, my).pte.entry === 'present';
const pte_same = (s: Mm, my: HasPage & HasVma) => {
  const { entry, page } = vma_of(s, my).pte;
  return entry === 'present' && page === my.page;
};

/** A swap entry or a migration entry; that ptep_clear_flush() has left none before is nothing that anybody could tell. */
const set_pte_at = (s: Mm, my: HasPage & HasVma) => {
  const { pte } = vma_of(s, my);
  if (page_of(s, my).PG_swapcache === 'set') {
    pte.entry = 'swap';
    pte.page = null;
  } else {
    pte.entry = 'migration';
  }
};

const page_remove_rmap = (s: Mm, my: HasPage) => {
  const page = page_of(s, my);
  atomically(() => {
    page.mapcount--;
  });
};

/** The pte's reference, which is not the last one: whoever unmaps has another. */
const page_cache_release = (s: Mm, my: HasPage) => {
  const page = page_of(s, my);
  atomically(() => {
    page.count--;
  });
};

/** One vma: its pte becomes a swap entry or a migration entry, and the page loses a mapping and a reference. */
export const try_to_unmap_one = mm.fn(
  'try_to_unmap_one',
  'mm/rmap.c v2.6.34',
  { page: pointer('page'), vma: pointer('vma') },
  {},
  {
    page_check_address: unless(page_check_address, 'return'),
    pte_lock: spin_lock(pte_lock),
    pte_same: unless(pte_same, 'pte_unmap_unlock'),
    set_pte_at,
    page_remove_rmap,
    page_cache_release,
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

/** page_anon_vma(new): no test of page_mapped() here, all the ptes are migration entries. */
const page_anon_vma = (s: Mm, my: OldAndNew & HasAnonVma) => {
  my.anon_vma = s.page[my.new!]!.mapping;
  return my.anon_vma !== null;
};

/** is_swap_pte() is looked at before the pte lock is taken, and the entry again with it. */
const is_swap_pte = (s: Mm, my: HasVma) => {
  const { entry } = vma_of(s, my).pte;
  return entry === 'migration' || entry === 'swap';
};
const is_migration_entry = (s: Mm, my: OldAndNew & HasVma) => {
  const { entry, page } = vma_of(s, my).pte;
  return entry === 'migration' && page === my.old;
};

const get_page = atomic_inc((s: Mm, my: OldAndNew) => s.page[my.new!]!, 'count');
const set_pte_present = (s: Mm, my: OldAndNew & HasVma) => {
  const { pte } = vma_of(s, my);
  pte.entry = 'present';
  pte.page = my.new;
};
const page_add_anon_rmap = atomic_inc((s: Mm, my: OldAndNew) => s.page[my.new!]!, 'mapcount');

/** One vma: a migration entry of the old page becomes a present pte of the new one. */
export const remove_migration_pte = mm.fn(
  'remove_migration_pte',
  'mm/migrate.c v2.6.34',
  { old: pointer('page'), new: pointer('page'), vma: pointer('vma') },
  {},
  {
    is_swap_pte: unless(is_swap_pte, 'return'),
    pte_lock: spin_lock(pte_lock),
    is_migration_entry: unless(is_migration_entry, 'unlock'),
    get_page,
    set_pte_at: set_pte_present,
    page_add_anon_rmap,
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
    page_anon_vma: unless(page_anon_vma, 'return'),
    spin_lock: spin_lock(anon_vma_lock),
    list_for_each_entry: unless(next_vma, 'spin_unlock'),
    remove_migration_pte: call(remove_migration_pte),
    again: goto('list_for_each_entry'),
    spin_unlock: spin_unlock(anon_vma_lock),
  },
);
