import { atomically, call, goto, oneOf, type Ptr, pointer, unless, when } from '../language/index.ts';
import {
  BUG_ON,
  lock_page,
  rcu_read_lock,
  rcu_read_unlock,
  trylock_page,
  unlock_page,
} from '../primitives/index.ts';
import { type Mm, mm } from '../rmap/mm.ts';
import { put_page } from '../rmap/putPage.ts';
import { remove_migration_ptes, try_to_unmap_anon } from '../rmap/rmapWalk.ts';
import { type HasPage, page_lock, page_mapped, page_of } from '../rmap/rows.ts';

interface HasNewpage {
  readonly newpage: Ptr<'page'>;
}
/** A thread with the `rc` of unmap_and_move(). */
export interface HasRc {
  rc: '-EAGAIN' | '0';
}

const newpage_lock = (s: Mm, my: HasNewpage) => s.page[my.newpage!]!.lock;
const trylock_newpage = trylock_page(newpage_lock);

/**
 * The references that are expected: the isolation's, and the swap cache's where the page is in it. Without the swap
 * cache that is a look at the count. With it page_freeze_refs() is one cmpxchg that leaves nobody a reference to drop or
 * to take until page_unfreeze_refs(), behind which the swap cache's reference is the new page's.
 */
const migrate_page_move_mapping = (s: Mm, my: HasPage & HasNewpage) => {
  const page = page_of(s, my);
  if (page.PG_swapcache === 'clear') return page.count === 1;
  const page_freeze_refs = atomically(() => {
    if (page.count !== 2) return false;
    page.count = 1;
    return true;
  });
  if (!page_freeze_refs) return false;
  const newpage = s.page[my.newpage!]!;
  newpage.PG_swapcache = 'set';
  newpage.count++;
  return true;
};

/** Moves mapping and contents and puts the ptes back, on the new page; leaves -EAGAIN where somebody else has a reference. */
export const move_to_new_page = mm.fn(
  'move_to_new_page',
  'mm/migrate.c v2.6.34, with migrate_page',
  { page: pointer('page'), newpage: pointer('page') },
  { rc: oneOf('-EAGAIN', '0') },
  {
    /** Nobody else knows newpage yet; then index and mapping are those of the old page. */
    trylock_page: (s, my) => {
      BUG_ON(!trylock_newpage(s, my), '!trylock_page(newpage)');
      s.page[my.newpage!]!.mapping = page_of(s, my).mapping;
    },
    migrate_page_move_mapping: unless(migrate_page_move_mapping, 'newpage->mapping = NULL'),
    /** Contents and flags; the old page is in no mapping any more. */
    migrate_page_copy: (s, my) => {
      const page = page_of(s, my);
      page.PG_swapcache = 'clear';
      page.mapping = null;
    },
    migrated: (_s, my) => {
      my.rc = '0';
    },
    remove_migration_ptes: call(remove_migration_ptes, { old: 'page', new: 'newpage' }),
    unlock_newpage: goto('return', unlock_page(newpage_lock)),
    'newpage->mapping = NULL': (s, my) => {
      s.page[my.newpage!]!.mapping = null;
    },
    unlock_page: unlock_page(newpage_lock),
  },
);

/** `if (rc)` */
export const failed = (_s: Mm, my: HasRc) => my.rc === '-EAGAIN';

/**
 * Migrates one anonymous page that compaction has isolated: 2.6.34, where an RCU read section is all that
 * protects the anon_vma. In the end each page loses the isolation's reference, the last one of the page that is moved.
 */
export const unmap_and_move = mm.fn(
  'unmap_and_move',
  'mm/migrate.c v2.6.34 (989f89c57e6)',
  { page: pointer('page'), newpage: pointer('page') },
  { rc: oneOf('-EAGAIN', '0') },
  {
    /** The page was freed from under us, so we are done. */
    'page_count(page) == 1': when((s, my) => page_of(s, my).count === 1, 'move_newpage'),
    lock_page: lock_page(page_lock),
    rcu_read_lock,
    try_to_unmap: call(try_to_unmap_anon),
    skip_unmap: when(page_mapped, 'rc'),
    move_to_new_page: call(move_to_new_page, { rc: 'rc' }),
    rc: unless(failed, 'rcu_unlock'),
    remove_migration_ptes: call(remove_migration_ptes, { old: 'page', new: 'page' }),
    rcu_unlock: rcu_read_unlock,
    unlock_page: unlock_page(page_lock),
    move_newpage: call(put_page, { page: 'newpage' }),
    putback_lru_page: call(put_page),
  },
);
