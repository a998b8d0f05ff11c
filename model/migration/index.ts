/**
 * Page migration, of anonymous pages and of pages that belong to a driver, KSM's use of anon_vmas, and the kernel's
 * patches to all three.
 */
export * from './anonVmaSeries.ts';
export { ksm_drop_anon_vma, try_to_merge_two_pages, try_to_merge_with_ksm_page } from './ksm.ts';
export { migrate_pages_batch } from './migratePagesBatch.ts';
export {
  isolate_movable_ops_page,
  migrate_movable_ops_page,
  putback_movable_ops_page,
} from './movableOpsPage.ts';
export {
  compact_zone,
  isolate_movable_page,
  putback_movable_page,
  unmap_and_move_movable,
} from './movablePage.ts';
export { migrationAbstractions, onePage } from './onePage.ts';
export { releases } from './releases.ts';
export { failed, type HasRc, move_to_new_page, unmap_and_move } from './unmapAndMove.ts';
