import {
  bool,
  call,
  deref,
  goto,
  oneStep,
  otherwise,
  type Ptr,
  pointer,
  type Row,
  unless,
  when,
} from '../language/index.ts';
import {
  BUG_ON,
  type Current,
  lock_page,
  trylock_page,
  unlock_page,
  VM_BUG_ON,
} from '../primitives/index.ts';
import { ClearPageMovable, PageIsolated, PageMovable } from '../zsmalloc/movable.ts';
import {
  get_page_unless_zero as getPageUnlessZero,
  type HasNewpage,
  type HasPage,
  newpage_lock,
  newpage_of,
  page_lock,
  page_of,
  put_page,
} from '../zsmalloc/rows.ts';
import { why } from '../zsmalloc/why.ts';
import { type Zs, zs } from '../zsmalloc/zs.ts';
import { alloc_page } from '../zsmalloc/zsMalloc.ts';
import { type IsIsolated, zs_page_isolate } from '../zsmalloc/zsPageIsolate.ts';
import { type HasRc, rc, zs_page_migrate } from '../zsmalloc/zsPageMigrate.ts';
import { zs_page_putback } from '../zsmalloc/zsPagePutback.ts';

/*
 * The VM's migration of pages that belong to a driver and are on no LRU list, as patch v3 02/16 of March 2016 had it:
 * the driver sets and clears PG_isolated.
 */

export const get_page_unless_zero = (s: Zs, my: HasPage) => getPageUnlessZero(page_of(s, my));

/** `mapping = page_mapping(page)`, and mapping->a_ops with the driver's callbacks. */
const page_mapping = (s: Zs, my: HasPage) => {
  deref(s.pool, deref(s.address_space, page_of(s, my).mapping).private_data);
};

export const put_page_of = (s: Zs, my: HasPage) => put_page(page_of(s, my));
export const unlock = unlock_page(page_lock);

export const unlock_isolated = (s: Zs, my: HasPage & IsIsolated & Current) => {
  unlock(s, my);
  my.isolated = true;
};

export const is_isolated = (_s: Zs, my: IsIsolated) => my.isolated;

/** Takes a page from its driver; it is left with a reference and without any lock. */
export const isolate_movable_page = zs.fn(
  'isolate_movable_page',
  'mm/compaction.c: patch v3 02/16 of March 2016',
  { page: pointer('page') },
  { isolated: bool() },
  {
    get_page_unless_zero: unless(get_page_unless_zero, 'return'),
    PageMovable: unless(PageMovable, 'put_page'),
    trylock_page: unless(trylock_page(page_lock), 'put_page'),
    PageMovable_locked: unless(PageMovable, 'unlock_page'),
    PageIsolated: when(PageIsolated, 'unlock_page'),
    page_mapping,
    isolate_page: call(zs_page_isolate, { isolated: 'isolated' }),
    if_isolated: unless(is_isolated, 'unlock_page'),
    unlock_isolated: goto('return', unlock_isolated),
    unlock_page: unlock,
    put_page: oneStep(why.put_page, put_page_of),
  },
);

/** Before the lock is taken, as it is in the patch. */
const VM_BUG_ON_movable = (s: Zs, my: HasPage) => VM_BUG_ON(!PageMovable(s, my), '!PageMovable(page)');

/** Gives a page back to its driver, or frees it where it has none any more. */
export const putback_movable_page = zs.fn(
  'putback_movable_page',
  'mm/migrate.c: patch v3 02/16 of March 2016',
  { page: pointer('page') },
  {},
  {
    VM_BUG_ON: VM_BUG_ON_movable,
    lock_page: lock_page(page_lock),
    PageIsolated: when(PageIsolated, 'page_mapping'),
    ClearPageMovable: goto('unlock_page', ClearPageMovable),
    page_mapping,
    putback_page: call(zs_page_putback),
    unlock_page: unlock,
    put_page: oneStep(why.put_page, put_page_of),
  },
);

interface TakesNewpage {
  newpage: Ptr<'page'>;
}
export const get_new_page = (s: Zs, my: TakesNewpage, row: Row<'page'>) => {
  s.page[row]!.refcount = 1;
  my.newpage = row;
};

/** `if (page_count(page) == 1)`: page was freed from under us. */
export const freed_under_us = (s: Zs, my: HasPage) => page_of(s, my).refcount === 1;

const trylock = trylock_page(newpage_lock);
export const trylock_newpage = (s: Zs, my: HasNewpage & Current) =>
  BUG_ON(!trylock(s, my), '!trylock_page(newpage)');

/** The VM's own hold of newpage; after a success its owner has one too. */
export const put_newpage = (s: Zs, my: HasNewpage) => put_page(newpage_of(s, my));

/** MIGRATEPAGE_SUCCESS: to the VM a page that its driver has given up is as good as migrated. */
export const success = (_s: Zs, my: HasRc) => {
  my.rc = '0';
};
export const succeeded = (_s: Zs, my: HasRc) => my.rc === '0';

const ClearPageMovable_success = (s: Zs, my: HasPage & HasRc) => {
  ClearPageMovable(s, my);
  success(s, my);
};

/** Migrates a page that isolate_movable_page() has isolated, or gives it back. */
export const unmap_and_move_movable = zs.fn(
  'unmap_and_move',
  'mm/migrate.c: patch v3 02/16 of March 2016, with move_to_new_page',
  { page: pointer('page') },
  { newpage: pointer('page'), rc },
  {
    get_new_page: alloc_page(get_new_page, otherwise(goto('if_movable'))),
    page_count: unless(freed_under_us, 'lock_page'),
    put_unused_newpage: oneStep(why.put_page, put_newpage),
    freed_PageMovable: unless(PageMovable, 'put_page'),
    freed_ClearPageMovable: goto('put_page', ClearPageMovable),
    lock_page: lock_page(page_lock),
    trylock_newpage,
    PageMovable: unless(PageMovable, 'migrate_page'),
    PageIsolated: when(PageIsolated, 'page_mapping'),
    ClearPageMovable: goto('unlock_newpage', ClearPageMovable_success),
    /** A page that is not movable is taken for an LRU page without mapping, which nobody else uses. */
    migrate_page: goto('unlock_newpage', success),
    page_mapping,
    migratepage: call(zs_page_migrate, { rc: 'rc' }),
    unlock_newpage: unlock_page(newpage_lock),
    unlock_page: unlock,
    put_newpage: oneStep(why.put_page, put_newpage),
    if_success: when(succeeded, 'put_page'),
    if_movable: unless(PageMovable, 'put_page'),
    if_isolated: when(PageIsolated, 'putback_movable_page'),
    ClearPageMovable_unlocked: ClearPageMovable,
    put_page: oneStep(why.put_page, goto('return', put_page_of)),
    putback_movable_page: call(putback_movable_page),
  },
);

/** Memory compaction comes across one page: isolates it, and migrates it where that succeeds. */
export const compact_zone = zs.fn(
  'compact_zone',
  'mm/compaction.c: patch v3 02/16 of March 2016, with migrate_pages',
  { page: pointer('page') },
  { isolated: bool() },
  {
    isolate_movable_page: call(isolate_movable_page, { isolated: 'isolated' }),
    if_isolated: unless(is_isolated, 'return'),
    unmap_and_move: call(unmap_and_move_movable),
  },
);
