import { call, deref, goto, oneOf, type Ptr, pointer, unless, when } from '../language/index.ts';
import {
  BUG_ON,
  copy_highpage,
  lock_page,
  put_page_testzero,
  trylock_page,
  unlock_page,
} from '../primitives/index.ts';
import { type Memory, memory } from './machine.ts';
import { remove_anon_migration_ptes, try_to_unmap_anon } from './rmapWalk.ts';
import { type HasPage, page_lock, page_mapped, page_of } from './rows.ts';

interface HasNewpage {
  readonly newpage: Ptr<'page'>;
}
const newpage_of = (s: Memory, my: HasNewpage) => deref(s.page, my.newpage);
const newpage_lock = (s: Memory, my: HasNewpage) => newpage_of(s, my).lock;
const trylock_newpage = trylock_page(newpage_lock);

/** Moves a page that nobody maps any more, unless somebody has a reference to it. */
export const move_to_new_page = memory.fn(
  'move_to_new_page',
  'mm/migrate.c v2.6.18, with migrate_page of a page in no mapping',
  { page: pointer('page'), newpage: pointer('page') },
  { rc: oneOf('-EAGAIN', '0') },
  {
    /** And newpage->index and newpage->mapping: nobody knows the new page yet. */
    TestSetPageLocked: (s, my) => {
      BUG_ON(!trylock_newpage(s, my), 'TestSetPageLocked(newpage)');
      const { index, mapping } = page_of(s, my);
      newpage_of(s, my).index = index;
      newpage_of(s, my).mapping = mapping;
    },
    /** migrate_page_move_mapping(): the one reference is that of who has isolated the page. */
    'page_count(page) != 1': unless((s, my) => page_of(s, my).count === 1, 'newpage->mapping = NULL'),
    /** And page->mapping = NULL, which nobody looks at of a page that has no ptes. */
    migrate_page_copy: (s, my) => {
      copy_highpage(newpage_of(s, my), page_of(s, my));
      page_of(s, my).mapping = null;
      my.rc = '0';
    },
    remove_migration_ptes: call(remove_anon_migration_ptes, { old: 'page', new: 'newpage' }),
    unlock_newpage: goto('return', unlock_page(newpage_lock)),
    'newpage->mapping = NULL': (s, my) => {
      newpage_of(s, my).mapping = null;
    },
    unlock_page: unlock_page(newpage_lock),
  },
);

/** Puts a page back onto its LRU list: the reference of its isolation goes, and the page with it where it was the last. */
const move_to_lru = memory.fn(
  'move_to_lru',
  'mm/migrate.c v2.6.18: move_to_lru, with put_page',
  { page: pointer('page') },
  {},
  {
    put_page_testzero: unless(
      put_page_testzero(
        (_s: Memory, my: HasPage) => my.page,
        (s) => s.isolated,
      ),
      'return',
    ),
    free_hot_cold_page: (s, my) => {
      const page = page_of(s, my);
      page.mapping = null;
      page.free = true;
    },
  },
);

/**
 * Migrates one anonymous page that has been isolated: once, so that a page of which it gives up (-EAGAIN) goes back to its
 * LRU list, as it does behind the last of the passes. That its anon_vma stays meanwhile is not this function's business
 * here: nobody frees it.
 */
export const unmap_and_move = memory.fn(
  'unmap_and_move',
  'mm/migrate.c v2.6.18',
  { page: pointer('page'), newpage: pointer('page') },
  { rc: oneOf('-EAGAIN', '0') },
  {
    /** The page was freed from under us, so we are done. */
    'page_count(page) == 1': when((s, my) => page_of(s, my).count === 1, 'move_page_to_lru'),
    lock_page: lock_page(page_lock),
    try_to_unmap: call(try_to_unmap_anon),
    '!page_mapped(page)': when(page_mapped, 'rc'),
    move_to_new_page: call(move_to_new_page, { rc: 'rc' }),
    rc: unless((_s, my) => my.rc === '-EAGAIN', 'unlock_page'),
    remove_migration_ptes: call(remove_anon_migration_ptes, { old: 'page', new: 'page' }),
    unlock_page: unlock_page(page_lock),
    move_page_to_lru: call(move_to_lru),
    move_newpage: call(move_to_lru, { page: 'newpage' }),
  },
);
