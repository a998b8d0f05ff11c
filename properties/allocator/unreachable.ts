/** Nobody here shares what he has. */
export const soleReference = {
  '__free_pages.put_page_testzero: jumps': 'everybody has the only reference to his pages',
};

/** Of pageblocks of four pages. */
export const halfABlock = {
  '__rmqueue_fallback.pages >= 1 << (pageblock_order - 1): jumps':
    'what is not reclaimable takes a pageblock over for two pages or more, which are half of it',
};

const merging = 'end_io.free_hot_cold_page.free_pcppages_bulk.__free_one_page';
const littleIsFree = 'no two pages are free beside the one that the interrupt frees';
/** Of the interrupt, which comes where no more than one page is free. */
export const interruptedWhereLittleIsFree = {
  'end_io.put_page_testzero: jumps': 'the interrupt has the only reference to its page',
  [`${merging}.higher_buddy: falls`]: littleIsFree,
  [`${merging}.list_add_tail`]: littleIsFree,
};

const stealing = 'alloc_then_free.alloc_pages.__rmqueue.__rmqueue_fallback';
const freeing = 'alloc_then_free.__free_pages.__free_pages_ok.free_one_page.__free_one_page';
const oneUser =
  'while one pageblock is free, one CPU alone has pages of the other, and its buddies come together';
/** Of allocations of several pages, in zones that begin with pageblocks that are free or taken as a whole. */
export const pageblocksAsAWhole = {
  [`${stealing}.current_order >= pageblock_order >> 1: jumps`]:
    'an allocation of two pages takes two or more, and half the order of a pageblock is 1',
  'alloc_then_free.alloc_pages.__rmqueue.retry_reserve.expand.split':
    'of the reserve two pages are together at most, which an allocation of two takes as they are',
  'alloc_then_free.alloc_pages.__rmqueue.retry_reserve.expand.high > low: falls':
    'of the reserve two pages are together at most, which an allocation of two takes as they are',
  [`${freeing}.higher_buddy: falls`]: oneUser,
  [`${freeing}.list_add_tail`]: oneUser,
};

const single = 'all want and free single pages';
/** Of scenarios in which nobody wants more than a page. */
export const singlePages = {
  'alloc_then_free.order: branch 2': single,
  'alloc_then_free.order: branch 3': single,
  'buffered_rmqueue.order == 0: jumps': single,
  '__free_pages.order == 0: jumps': single,
};

const batchOfOne = 'a batch is one page';
/** Of per-CPU lists with a batch of one page, and no more. */
export const singleBatch = {
  'free_pcppages_bulk.--to_free: jumps': batchOfOne,
  'free_hot_cold_page.pcp->count >= pcp->high: jumps': 'a page on a per-CPU list is one too many',
  'buffered_rmqueue.list_empty(list): jumps': 'no page stays on a per-CPU list',
};
