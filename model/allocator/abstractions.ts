/** What the model of the page allocator leaves out. */
export const allocatorAbstractions = [
  'one zone of one node, whose first page is 0, without holes',
  'stat_threshold is 0: no CPU keeps a part of NR_FREE_PAGES to itself',
  'no cold pages, no compound pages, no memory hotplug and so no MIGRATE_ISOLATE',
  'an allocation that finds nothing fails: it neither waits nor reclaims',
];
