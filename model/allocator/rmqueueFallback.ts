import { call, oneStep, pointer, unless } from '../language/index.ts';
import { expand } from './expand.ts';
import { add_free, del_page, first_free, rmv_page_order } from './freeArea.ts';
import { why } from './why.ts';
import {
  type HasPage,
  MAX_ORDER,
  MIGRATE_MOVABLE,
  MIGRATE_RECLAIMABLE,
  MIGRATE_UNMOVABLE,
  migratetype,
  nr_pages,
  order,
  pageblock_nr_pages,
  pageblock_of,
  pageblock_order,
  type Zone,
  zone,
} from './zone.ts';

/** Where a type is taken from when its lists are empty, without MIGRATE_RESERVE, which ends each row. */
const fallbacks: readonly (readonly number[])[] = [
  [MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE],
  [MIGRATE_UNMOVABLE, MIGRATE_MOVABLE],
  [MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE],
];

interface Stealing extends HasPage {
  readonly order: number;
  readonly start_migratetype: number;
  current_order: number;
  migratetype: number;
  pages: number;
}

/** The largest block of another type; false where there is none of the order. */
const find = (s: Zone, my: Stealing) => {
  for (let current = MAX_ORDER(s) - 1; current >= my.order; current--) {
    for (const type of fallbacks[my.start_migratetype]!) {
      const found = first_free(s, current, type);
      if (found === null) continue;
      my.page = found;
      my.current_order = current;
      my.migratetype = type;
      return true;
    }
  }
  return false;
};
const nr_free = (s: Zone, my: Stealing) => {
  s.free_area[my.current_order]!.nr_free--;
};
const takes_all = (s: Zone, my: Stealing) =>
  my.current_order >= pageblock_order(s) >> 1 || my.start_migratetype === MIGRATE_RECLAIMABLE;
/** Moves all free blocks of the pageblock to the lists of the type, in the order of their pages. */
const move_freepages_block = (s: Zone, my: Stealing) => {
  const start = my.page! - (my.page! % pageblock_nr_pages(s));
  my.pages = 0;
  for (let pfn = start; pfn < start + pageblock_nr_pages(s); ) {
    const { PG_buddy, private: order } = s.page[pfn]!;
    if (PG_buddy) {
      del_page(s, pfn as never);
      add_free(s, pfn as never, order, my.start_migratetype);
      my.pages += 2 ** order;
    }
    pfn += PG_buddy ? 2 ** order : 1;
  }
};
const half_is_free = (s: Zone, my: Stealing) => my.pages >= 2 ** (pageblock_order(s) - 1);
const set_pageblock_migratetype = (s: Zone, my: Stealing) => {
  pageblock_of(s, my.page!).migratetype = my.start_migratetype;
};
const keep_type = (_s: Zone, my: Stealing) => {
  my.migratetype = my.start_migratetype;
};
const take = (s: Zone, my: Stealing) => {
  del_page(s, my.page);
  rmv_page_order(s, my.page!);
};
const whole_block = (s: Zone, my: Stealing) => my.current_order >= pageblock_order(s);
/** Of each pageblock that the block covers; from the first one on. */
const change_pageblock_range = (s: Zone, my: Stealing) => {
  for (
    let pfn = my.page!;
    pfn < my.page! + 2 ** my.current_order;
    pfn = (pfn + pageblock_nr_pages(s)) as never
  )
    pageblock_of(s, pfn).migratetype = my.start_migratetype;
};

/**
 * A block of the order out of the largest of another type. Where that is large, or the type reclaimable, the free pages of
 * its pageblock change their type with it, and the pageblock too if at least half of it was free. Under zone->lock.
 */
export const __rmqueue_fallback = zone.fn(
  '__rmqueue_fallback',
  'mm/page_alloc.c v2.6.32',
  { order: order(), start_migratetype: migratetype() },
  { page: pointer('page'), current_order: order(), migratetype: migratetype(), pages: nr_pages() },
  {
    list_empty: oneStep(why.zone_lock, unless(find, 'return')),
    'nr_free--': nr_free,
    'current_order >= pageblock_order >> 1': unless(takes_all, 'list_del'),
    move_freepages_block: oneStep(why.zone_lock, move_freepages_block),
    'pages >= 1 << (pageblock_order - 1)': unless(half_is_free, 'migratetype = start_migratetype'),
    set_pageblock_migratetype,
    'migratetype = start_migratetype': keep_type,
    list_del: oneStep(why.zone_lock, take),
    'current_order >= pageblock_order': unless(whole_block, 'expand'),
    change_pageblock_range,
    expand: call(expand, { low: 'order', high: 'current_order' }),
  },
);
