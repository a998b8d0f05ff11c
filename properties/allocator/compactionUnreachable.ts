const twoPages = 'a pageblock is two pages, so that each block of another type is half of it or more';
/** Of a zone whose pageblocks are two pages. */
export const pageblocksOfTwo = { 'split_free_page.order >= pageblock_order - 1: jumps': twoPages };
/** Of who allocates in such a zone. */
export const stealingOfTwo = {
  '__rmqueue_fallback.current_order >= pageblock_order >> 1: jumps': twoPages,
  '__rmqueue_fallback.pages >= 1 << (pageblock_order - 1): jumps': twoPages,
};
/** Of a run for an allocation of a pageblock or more, whom nobody kills. */
export const compactingForAnOrder = {
  'compact_finished.fatal_signal_pending: jumps': 'nobody kills who compacts',
  'compact_finished.cc->order == -1: jumps': 'it is compacted for an allocation',
  'compact_finished.order >= pageblock_order: jumps': 'nobody compacts for less than a pageblock',
};

const reserve = 'no user has a page of the reserve, and none is moved there';
/** Of pages that users have. */
export const mappedPages = {
  'put_page.PageLRU: jumps':
    'who drops the last reference finds the page on the LRU list, where it was put before',
  'unmap_and_move.putback_lru_page.put_page.put_page_testzero: jumps':
    'of a page that has been moved nobody else has a reference',
  '*.put_page.free_hot_cold_page.migratetype >= MIGRATE_PCPTYPES: falls': reserve,
  'release_freepages.__free_page.free_hot_cold_page.migratetype >= MIGRATE_PCPTYPES: falls': reserve,
};

const freeing = 'free_hot_cold_page.free_pcppages_bulk.__free_one_page';
/** Of a zone in which all is movable, with no watermark, while one user exits. */
export const oneExit = {
  'isolate_migratepages.end_pfn > cc->free_pfn || !pfn_valid(low_pfn): jumps':
    'the migrate scanner comes to the beginning of a pageblock where the free scanner is',
  'isolate_freepages.suitable_migration_target: jumps': 'all pageblocks are movable',
  'split_free_page.zone_watermark_ok: jumps': 'the low watermark is 0',
  'exit_mmap.put_page.free_hot_cold_page.pcp->count >= pcp->high: falls': 'CPU 1 frees one page',
  [`putback_lru_pages.putback_lru_page.put_page.${freeing}.higher_buddy: falls`]:
    'a page is merged with its buddy, or the kernel has one of the two pages next to it',
};

/** Of the free pages that a run has not needed. */
export const releasedPages = {
  'release_freepages.__free_page.put_page_testzero: jumps': 'who compacts has the only reference to them',
  'release_freepages.__free_page.order == 0: jumps': 'they are single pages',
};
