const twoPages = 'a pageblock is two pages, so that each block of another type is half of it or more';
/** Of a zone whose pageblocks are two pages, which is compacted for an allocation of as many or more. */
export const pageblocksOfTwo = {
  'compact_finished.fatal_signal_pending: jumps': 'nobody kills who compacts',
  'compact_finished.cc->order == -1: jumps': 'it is compacted for an allocation',
  'compact_finished.order >= pageblock_order: jumps': 'nobody compacts for less than a pageblock',
  'split_free_page.order >= pageblock_order - 1: jumps': twoPages,
  '__rmqueue_fallback.current_order >= pageblock_order >> 1: jumps': twoPages,
  '__rmqueue_fallback.pages >= 1 << (pageblock_order - 1): jumps': twoPages,
};

/** Of pages that users have. */
export const mappedPages = {
  'put_page.PageLRU: jumps':
    'who drops the last reference finds the page on the LRU list, where it was put before',
  'get_user_pages.put_page.put_page_testzero: falls': 'the page stays mapped meanwhile',
  'unmap_and_move.putback_lru_page.put_page.put_page_testzero: jumps':
    'of a page that has been moved nobody else has a reference',
  '*.put_page.free_hot_cold_page.migratetype >= MIGRATE_PCPTYPES: falls': 'no user has a page of the reserve',
  'release_freepages.__free_page.free_hot_cold_page.migratetype >= MIGRATE_PCPTYPES: falls':
    'nothing is moved to the reserve',
};
