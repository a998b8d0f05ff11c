/** What the models of zsmalloc leave out or take together. */
export const zsmallocAbstractions = [
  'one pool, one size class of at most two objects a zspage; up to v3 a zspage has one page',
  'the VM has one page on its list of pages to migrate, and locks no second one, as the batches of 6.3 do; it gives it back after the first attempt instead of the tenth; page->lru as the node of that list is left out',
  'any free page may be the one that a page migrates to or a zspage is made of, one that was freed just now too',
  '__ClearPageMovable() is one step, and so is each of obj_malloc() and obj_free() under class->lock; without it (zs_compact of v3) they are a load and a store of the meta word',
  'a page that is free has no other owner than zsmalloc or the VM that migrates to it: no slab and no page cache comes by it',
  'one zs_compact() runs at a time, which is what pool->compaction_in_progress makes sure of from 6.4 on',
  'freed pages, statistics and page flags are checked as CONFIG_DEBUG_VM does; highmem, shrinker batches and memory pressure are left out',
];
