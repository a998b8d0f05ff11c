import {
  bool,
  call,
  goto,
  oneStep,
  otherwise,
  patch,
  pointer,
  remove,
  replace,
  unless,
  when,
} from '../language/index.ts';
import { lock_page, trylock_page, WARN_ON } from '../primitives/index.ts';
import {
  ClearPageIsolated as ClearPageMovableOpsIsolated,
  PageIsolated as PageMovableOpsIsolated,
  __PageMovable as page_has_movable_ops,
  SetPageIsolated as SetPageMovableOpsIsolated,
} from '../zsmalloc/movable.ts';
import { type HasPage, page_lock } from '../zsmalloc/rows.ts';
import { why } from '../zsmalloc/why.ts';
import { type Zs, zs } from '../zsmalloc/zs.ts';
import { alloc_page } from '../zsmalloc/zsMalloc.ts';
import { zs_page_isolate } from '../zsmalloc/zsPageIsolate.ts';
import { rc, zs_page_migrate } from '../zsmalloc/zsPageMigrate.ts';
import { zs_page_putback } from '../zsmalloc/zsPagePutback.ts';
import { migrate_pages_batch, split_unmap_and_move } from './migratePagesBatch.ts';
import {
  compact_zone,
  get_new_page,
  get_page_unless_zero,
  is_isolated,
  put_page_of,
  succeeded,
  unlock,
  unlock_isolated,
} from './movablePage.ts';

/*
 * The migration of movable pages as 6.17 has it: no driver can take the movable operations away from a page until it is
 * free, so the VM calls them in any case, and they see whether the page is theirs still.
 */

/** There is nothing to check again with the page locked. */
const VM_WARN_ON = (s: Zs, my: HasPage) =>
  WARN_ON(!page_has_movable_ops(s, my), '!page_has_movable_ops(page)');
const VM_WARN_ON_isolated = (s: Zs, my: HasPage) => {
  VM_WARN_ON(s, my);
  WARN_ON(!PageMovableOpsIsolated(s, my), '!PageMovableOpsIsolated(page)');
};

/** Takes a page from its driver; it is left with a reference and without any lock. */
export const isolate_movable_ops_page = zs.fn(
  'isolate_movable_ops_page',
  'mm/migrate.c v6.17',
  { page: pointer('page') },
  { isolated: bool() },
  {
    get_page_unless_zero: unless(get_page_unless_zero, 'return'),
    page_has_movable_ops: unless(page_has_movable_ops, 'put_page'),
    trylock_page: unless(trylock_page(page_lock), 'put_page'),
    VM_WARN_ON,
    PageMovableOpsIsolated: when(PageMovableOpsIsolated, 'unlock_page'),
    isolate_page: call(zs_page_isolate, { isolated: 'isolated' }),
    if_isolated: unless(is_isolated, 'unlock_page'),
    SetPageMovableOpsIsolated,
    unlock_isolated: goto('return', unlock_isolated),
    unlock_page: unlock,
    put_page: oneStep(why.put_page, put_page_of),
  },
);

/** Migrates a page with both pages locked. */
export const migrate_movable_ops_page = zs.fn(
  'migrate_movable_ops_page',
  'mm/migrate.c v6.17',
  { page: pointer('page'), newpage: pointer('page') },
  { rc },
  {
    VM_WARN_ON: VM_WARN_ON_isolated,
    migrate_page: call(zs_page_migrate, { rc: 'rc' }),
    if_migrated: unless(succeeded, 'return'),
    ClearPageMovableOpsIsolated,
  },
);

/** Gives a page back to its driver. */
export const putback_movable_ops_page = zs.fn(
  'putback_movable_ops_page',
  'mm/migrate.c v6.17',
  { page: pointer('page') },
  {},
  {
    VM_WARN_ON: VM_WARN_ON_isolated,
    lock_page: lock_page(page_lock),
    putback_page: call(zs_page_putback),
    ClearPageMovableOpsIsolated,
    unlock_page: unlock,
    put_page: oneStep(why.put_page, put_page_of),
  },
);

/** The series of which a109262734c5 is the driver's part. */
export const remove_page_movable = patch('mm/migration: remove PageMovable()', split_unmap_and_move)
  .in(
    compact_zone,
    replace('isolate_movable_page', {
      isolate_movable_ops_page: call(isolate_movable_ops_page, { isolated: 'isolated' }),
    }),
  )
  .in(
    migrate_pages_batch,
    replace('get_new_page', {
      get_new_page: alloc_page(get_new_page, otherwise(goto('putback_movable_ops_page'))),
    }),
    remove('VM_BUG_ON'),
    remove('PageMovable'),
    remove('ClearPageIsolated_freed'),
    remove('page_movable_ops'),
    replace('migrate_page', { migrate_movable_ops_page: call(migrate_movable_ops_page, { rc: 'rc' }) }),
    remove('ClearPageIsolated'),
    replace('putback_movable_page', { putback_movable_ops_page: call(putback_movable_ops_page) }),
  );
