import {
  after,
  before,
  call,
  goto,
  oneStep,
  type Ptr,
  patch,
  remove,
  replace,
  unless,
} from '../language/index.ts';
import { buffered_rmqueue, subtract_block } from './allocPage.ts';
import { add_free_tail, page_is_buddy } from './freeArea.ts';
import { __free_one_page, type Merging } from './freeOnePage.ts';
import { add_block, free_one_page } from './freePage.ts';
import { add_pages, free_pcppages_bulk, more_to_free } from './freePcpPages.ts';
import { __rmqueue_smallest } from './rmqueue.ts';
import { rmqueue_bulk } from './rmqueueBulk.ts';
import { __rmqueue_fallback } from './rmqueueFallback.ts';
import { why } from './why.ts';
import { type HasPage, MAX_ORDER, migratetype, page_of, type Zone } from './zone.ts';

/** 2.6.33, 6ccf80eb15cc: an allocation of several pages that fails takes nothing from the count of free pages. */
export const count_when_taken = patch('page allocator: update NR_FREE_PAGES only when necessary').in(
  buffered_rmqueue,
  remove('__mod_zone_page_state'),
  after('!page', { '__mod_zone_page_state of the block': subtract_block }),
);

const page_private = (s: Zone, my: HasPage & { migratetype: number; type: number }) => {
  my.type = page_of(s, my).private;
};

/** 2.6.33, a7016235a619: a page goes back to the lists of the type that it has, not to those of the per-CPU list. */
export const use_page_private = patch('mm: fix migratetype bug which slowed swapping')
  .locals(free_pcppages_bulk, { type: migratetype() })
  .in(
    free_pcppages_bulk,
    replace('__free_one_page', {
      page_private,
      __free_one_page: call(__free_one_page, { migratetype: 'type' }),
    }),
  );

/** The buddy of the block that this one and its buddy would make. */
const higher_is_free = (s: Zone, my: Merging) => {
  if (my.current_order >= MAX_ORDER(s) - 1) return false;
  const higher = my.block! & ~(1 << my.current_order);
  return page_is_buddy(s, higher ^ (1 << (my.current_order + 1)), my.current_order + 1);
};
const list_add_tail = (s: Zone, my: Merging) => {
  add_free_tail(s, my.block, my.current_order, my.migratetype);
  s.free_area[my.current_order]!.nr_free++;
};

/** 2.6.35, 6dda9d55bf54: a block that may soon be merged twice is given out last. */
export const mergeable_last = patch(
  'page allocator: reduce fragmentation in buddy allocator by adding buddies that are merging to the tail of the free lists',
).in(
  __free_one_page,
  after('set_page_order', {
    higher_buddy: oneStep(why.zone_lock, unless(higher_is_free, 'list_add')),
    list_add_tail: oneStep(why.zone_lock, goto('return', list_add_tail)),
  }),
);

/** 2.6.36, 72853e2991a2: pages are counted when they are on the lists. */
export const count_when_listed = patch(
  'mm: page allocator: update free page counters after pages are placed on the free list',
)
  .in(
    free_pcppages_bulk,
    remove('__mod_zone_page_state'),
    replace('while (to_free)', {
      'while (to_free)': unless(more_to_free, '__mod_zone_page_state of all'),
    }),
    before('spin_unlock', { '__mod_zone_page_state of all': add_pages }),
  )
  .in(
    free_one_page,
    remove('__mod_zone_page_state'),
    before('spin_unlock', { '__mod_zone_page_state of the block': add_block }),
  );

const set_freepage_migratetype = (s: Zone, my: HasPage & { readonly migratetype: number }) => {
  page_of(s, my).private = my.migratetype;
};
const next_page = (_s: Zone, my: HasPage & { list: Ptr<'page'>; i: number }) => {
  my.list = my.page;
  my.page = null;
  my.i++;
};

/** 3.16, posted in April 2014: a page has the type of the list that it is taken from, and not the one that is wanted. */
export const keep_freepage_type = patch('mm/page_alloc: prevent MIGRATE_RESERVE pages from being misplaced')
  .in(__rmqueue_smallest, after('expand', { set_freepage_migratetype }))
  .in(__rmqueue_fallback, after('expand', { set_freepage_migratetype }))
  .in(rmqueue_bulk, replace('set_page_private', { 'list = &page->lru': goto('i < count', next_page) }));
