import { call, goto, oneStep, otherwise, patch, pointer, replace, unless, when } from '../language/index.ts';
import { lock_page, unlock_page } from '../primitives/index.ts';
import { ClearPageIsolated, PageMovable_mapping as PageMovable } from '../zsmalloc/movable.ts';
import { newpage_lock, page_lock } from '../zsmalloc/rows.ts';
import { why } from '../zsmalloc/why.ts';
import { zs } from '../zsmalloc/zs.ts';
import { alloc_page } from '../zsmalloc/zsMalloc.ts';
import { rc, zs_page_migrate } from '../zsmalloc/zsPageMigrate.ts';
import { page_movable_ops } from './movableOperations.ts';
import {
  compact_zone,
  freed_under_us,
  get_new_page,
  put_newpage,
  put_page_of,
  putback_movable_page,
  succeeded,
  trylock_newpage,
  unlock,
} from './movablePage.ts';
import { ClearPageIsolated_success, VM_BUG_ON_isolated } from './nonLruMigration.ts';

const unlock_dst = unlock_page(newpage_lock);

/**
 * Migrates a page that is isolated, or gives it back: unmap_and_move() in its halves, for each of which migrate_pages() of
 * 6.3 goes through all its pages. The list has one here.
 */
export const migrate_pages_batch = zs.fn(
  'migrate_pages_batch',
  'mm/migrate.c v6.3: with migrate_folio_unmap, migrate_folio_move',
  { page: pointer('page') },
  { newpage: pointer('page'), rc },
  {
    folio_ref_count: unless(freed_under_us, 'get_new_page'),
    /** free_pages_prepare() will clear PG_isolated. */
    migrate_folio_done: oneStep(why.put_page, goto('return', put_page_of)),
    get_new_page: alloc_page(get_new_page, otherwise(goto('putback_movable_page'))),
    lock_page: lock_page(page_lock),
    trylock_newpage,
    VM_BUG_ON: VM_BUG_ON_isolated,
    PageMovable: when(PageMovable, 'page_movable_ops'),
    ClearPageIsolated_freed: goto('unlock_newpage', ClearPageIsolated_success),
    page_movable_ops,
    migrate_page: call(zs_page_migrate, { rc: 'rc' }),
    if_migrated: unless(succeeded, 'undo_src'),
    ClearPageIsolated,
    unlock_newpage: unlock_dst,
    put_newpage: oneStep(why.put_page, put_newpage),
    unlock_page: unlock,
    put_page: oneStep(why.put_page, goto('return', put_page_of)),
    undo_src: unlock,
    undo_dst: unlock_dst,
    put_undone_newpage: oneStep(why.put_page, put_newpage),
    putback_movable_page: call(putback_movable_page),
  },
);

/** 64c8902ed441 in 6.3. */
export const split_unmap_and_move = patch('migrate_pages: split unmap_and_move() to _unmap() and _move()').in(
  compact_zone,
  replace('unmap_and_move', { migrate_pages_batch: call(migrate_pages_batch) }),
);
