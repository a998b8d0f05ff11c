/** What the model of the page allocator leaves out. */
export const allocatorAbstractions = [
  'one zone of one node, whose first page is 0, without holes',
  'stat_threshold is 0: no CPU keeps a part of NR_FREE_PAGES to itself',
  'no cold pages, no compound pages, no memory hotplug and so no MIGRATE_ISOLATE',
  'an allocation that finds nothing fails: it neither waits nor reclaims',
];

/** What the model of compaction leaves out. */
export const compactionAbstractions = [
  'one task compacts, and nobody else isolates, so that too_many_isolated() is never true; there is one LRU list',
  'a page is moved in one step, with its contents and all ptes, where those and compaction have the only references',
  'no pagevecs: who puts a page back to the LRU list puts it there at once',
  'COMPACT_CLUSTER_MAX is 2 in place of 32, and migrate_pages() goes over its list twice in place of ten times',
];
