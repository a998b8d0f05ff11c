/** Compaction of 2.6.35: users' pages move to the end of the zone, so that its beginning becomes free in large blocks. */
export { compact_finished, zone_watermark_ok } from './compactFinished.ts';
export { compact_zone, release_freepages } from './compactZone.ts';
export { isolate_freepages, isolate_freepages_block } from './isolateFreepages.ts';
export { isolate_migratepages } from './isolateMigratepages.ts';
export { put_page, putback_lru_page, putback_lru_pages } from './lru.ts';
export { type Compaction, compaction } from './machine.ts';
export { compaction_alloc, migrate_pages, unmap_and_move } from './migratePages.ts';
export { below_threshold, no_bound, no_release, no_watermark } from './mistakes.ts';
export { compactionReleases, order_first, right_sentinel, stay_in_zone } from './patches.ts';
export {
  __alloc_pages_direct_compact,
  alloc_again,
  alloc_pages,
  defer_for_a_time,
  tick,
} from './slowPath.ts';
export { split_free_page } from './splitFreePage.ts';
export { compactable } from './start.ts';
export { compact_node, kill } from './triggers.ts';
export {
  compact_zone_order,
  compacts_nothing,
  set_threshold_and_try,
  try_to_compact_pages,
} from './tryToCompactPages.ts';
export { end_page_io, exit_mmap, get_user_pages, other_cpu } from './user.ts';
