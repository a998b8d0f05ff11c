import { call, goto, nextRow, type Ptr, pointer, unless, wait, when } from '../language/index.ts';
import { spin_lock, spin_unlock } from '../primitives/index.ts';
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
  put_page,
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
const pte_absent_or_unlocked = (s: Mm, my: HasVma) => {
  const { pte, ptl } = vma_of(s, my);
  return pte !== 'present' || ptl.owner === null;
};

/** One vma: its pte becomes a swap entry or a migration entry, and the page loses a mapping and a reference. */
const try_to_unmap_one = (s: Mm, my: HasPage & HasVma) => {
  const vma = vma_of(s, my);
  if (vma.pte !== 'present' || vma.pte_page !== my.page) return;
  const page = page_of(s, my);
  if (page.PG_swapcache === 'set') {
    vma.pte = 'swap';
    vma.pte_page = null;
  } else {
    vma.pte = 'migration';
  }
  page.mapcount--;
  put_page(s, my.page);
};

/** try_to_unmap(page, TTU_MIGRATION) of an anonymous page. */
export const try_to_unmap_anon = mm.fn(
  'try_to_unmap_anon',
  'mm/rmap.c v2.6.34, with try_to_unmap_one',
  { page: pointer('page') },
  { anon_vma: pointer('anon_vma'), vma: pointer('vma') },
  {
    page_lock_anon_vma: call(page_lock_anon_vma, { anon_vma: 'anon_vma' }),
    if_anon_vma: unless(has_anon_vma, 'return'),
    list_for_each_entry: unless(next_vma, 'page_unlock_anon_vma'),
    try_to_unmap_one: wait(pte_absent_or_unlocked, try_to_unmap_one),
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
const not_swap_or_unlocked = (s: Mm, my: HasVma) => {
  const { pte, ptl } = vma_of(s, my);
  return (pte !== 'migration' && pte !== 'swap') || ptl.owner === null;
};

/** One vma: a migration entry of the old page becomes a present pte of the new one. */
const remove_migration_pte = (s: Mm, my: OldAndNew & HasVma) => {
  const vma = vma_of(s, my);
  if (vma.pte !== 'migration' || vma.pte_page !== my.old) return;
  const page = s.page[my.new!]!;
  page.count++;
  page.mapcount++;
  vma.pte = 'present';
  vma.pte_page = my.new;
};

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
    remove_migration_pte: wait(not_swap_or_unlocked, goto('list_for_each_entry', remove_migration_pte)),
    spin_unlock: spin_unlock(anon_vma_lock),
  },
);
