/** A zone: the buddy lists, the per-CPU lists in front of them, and what allocates and frees. */
export { allocatorAbstractions, compactionAbstractions } from './abstractions.ts';
export { buffered_rmqueue, get_page_from_freelist } from './allocPage.ts';
export { type Capture, capture, captureReleases, compact_zone_order, end_io_of_block } from './capture.ts';
export * from './compaction/index.ts';
export { expand } from './expand.ts';
export { free_blocks, page_is_buddy } from './freeArea.ts';
export { __free_one_page } from './freeOnePage.ts';
export { __free_pages, __free_pages_ok, free_hot_cold_page, free_one_page } from './freePage.ts';
export { drain_pages, free_pcppages_bulk } from './freePcpPages.ts';
export { fragmentation_index, unusable_free_index } from './indices.ts';
export {
  count_when_listed,
  count_when_taken,
  keep_freepage_type,
  mergeable_last,
  use_page_private,
} from './patches.ts';
export { pcp_pages } from './pcpLists.ts';
export { releases } from './releases.ts';
export { __rmqueue, __rmqueue_smallest } from './rmqueue.ts';
export { rmqueue_bulk } from './rmqueueBulk.ts';
export { __rmqueue_fallback } from './rmqueueFallback.ts';
export { pcpPage, zoneOf } from './start.ts';
export { alloc_then_free, end_io } from './user.ts';
export { grouping } from './v2_6_14/releases.ts';
export { kthread, process } from './v2_6_14/users.ts';
export { type Zones, zones } from './v2_6_14/zones.ts';
export * from './zone.ts';
