import { goto, oneStep, patch, remove, replace } from '../language/index.ts';
import { lock_page, WARN_ON } from '../primitives/index.ts';
import { __PageMovable, PageIsolated } from '../zsmalloc/movable.ts';
import type { HasPage } from '../zsmalloc/rows.ts';
import { page_lock } from '../zsmalloc/rows.ts';
import { why } from '../zsmalloc/why.ts';
import type { Zs } from '../zsmalloc/zs.ts';
import {
  isolate_movable_page,
  put_newpage,
  putback_movable_page,
  unmap_and_move_movable,
} from './movablePage.ts';
import { support_non_lru } from './nonLruMigration.ts';

/** A page has movable operations from when its driver says so until it is free; there is nothing to check again. */
const VM_WARN_ON = (s: Zs, my: HasPage) => WARN_ON(!__PageMovable(s, my), '!page_has_movable_ops(page)');
const VM_WARN_ON_isolated = (s: Zs, my: HasPage) => {
  VM_WARN_ON(s, my);
  WARN_ON(!PageIsolated(s, my), '!PageMovableOpsIsolated(page)');
};

/**
 * The migration of movable pages as 6.17 has it: no driver can take PG_movable away from a page that is isolated, so
 * the VM calls the driver's callbacks in any case, and they see whether the page is theirs still.
 */
export const remove_page_movable = patch('mm/migration: remove PageMovable()', support_non_lru)
  .in(isolate_movable_page, replace('PageMovable_locked', { VM_WARN_ON }), remove('page_mapping'))
  .in(
    putback_movable_page,
    replace('lock_page', { VM_WARN_ON: VM_WARN_ON_isolated, lock_page: lock_page(page_lock) }),
    remove('PageMovable'),
    remove('ClearPageIsolated_freed'),
    remove('page_mapping'),
  )
  .in(
    unmap_and_move_movable,
    replace('put_unused_newpage', {
      put_unused_newpage: oneStep(why.put_page, goto('put_page', put_newpage)),
    }),
    remove('freed_lock_page'),
    remove('freed_PageMovable'),
    remove('freed_ClearPageIsolated'),
    remove('freed_unlock_page'),
    replace('VM_BUG_ON', { VM_WARN_ON: VM_WARN_ON_isolated }),
    remove('PageMovable'),
    remove('ClearPageIsolated_freed'),
    remove('page_mapping'),
  );
