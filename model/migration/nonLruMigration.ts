import { after, before, goto, otherwise, patch, remove, replace, unless, when } from '../language/index.ts';
import { lock_page, unlock_page, VM_BUG_ON } from '../primitives/index.ts';
import {
  ClearPageIsolated,
  PageIsolated,
  PageMovable_mapping as PageMovable,
  SetPageIsolated,
} from '../zsmalloc/movable.ts';
import { type HasPage, page_lock } from '../zsmalloc/rows.ts';
import type { Zs } from '../zsmalloc/zs.ts';
import { alloc_page } from '../zsmalloc/zsMalloc.ts';
import type { HasRc } from '../zsmalloc/zsPageMigrate.ts';
import {
  get_new_page,
  isolate_movable_page,
  putback_movable_page,
  succeeded,
  success,
  unmap_and_move_movable,
} from './movablePage.ts';

export const ClearPageIsolated_success = (s: Zs, my: HasPage & HasRc) => {
  ClearPageIsolated(s, my);
  success(s, my);
};
export const VM_BUG_ON_isolated = (s: Zs, my: HasPage) =>
  VM_BUG_ON(!PageIsolated(s, my), '!PageIsolated(page)');

/**
 * bda807d44454 in 4.8, posted with v4: PG_isolated is the VM's own, and every flag is read and changed with the page
 * locked. A page that its driver has freed meanwhile is one that is isolated and not movable any more.
 */
export const support_non_lru = patch('mm: migrate: support non-lru movable page migration')
  .in(
    isolate_movable_page,
    replace('PageMovable_locked', { PageMovable_locked: unless(PageMovable, 'unlock_page') }),
    before('unlock_isolated', { SetPageIsolated }),
  )
  .in(
    putback_movable_page,
    remove('VM_BUG_ON'),
    replace('PageIsolated', { PageMovable: when(PageMovable, 'page_mapping') }),
    replace('ClearPageMovable', { ClearPageIsolated_freed: goto('unlock_page', ClearPageIsolated) }),
    after('putback_page', { ClearPageIsolated }),
  )
  .in(
    unmap_and_move_movable,
    replace('get_new_page', {
      get_new_page: alloc_page(get_new_page, otherwise(goto('putback_movable_page'))),
    }),
    replace('freed_PageMovable', {
      freed_lock_page: lock_page(page_lock),
      freed_PageMovable: when(PageMovable, 'freed_unlock_page'),
    }),
    replace('freed_ClearPageMovable', {
      freed_ClearPageIsolated: ClearPageIsolated,
      freed_unlock_page: goto('put_page', unlock_page(page_lock)),
    }),
    replace('PageMovable', { VM_BUG_ON: VM_BUG_ON_isolated, PageMovable: when(PageMovable, 'page_mapping') }),
    remove('PageIsolated'),
    remove('migrate_page'),
    replace('ClearPageMovable', {
      ClearPageIsolated_freed: goto('unlock_newpage', ClearPageIsolated_success),
    }),
    after('migratepage', {
      if_migrated: unless(succeeded, 'unlock_newpage'),
      ClearPageIsolated,
    }),
    remove('if_movable'),
    remove('if_isolated'),
    remove('ClearPageMovable_unlocked'),
    replace('if_success', { if_success: unless(succeeded, 'putback_movable_page') }),
  );
