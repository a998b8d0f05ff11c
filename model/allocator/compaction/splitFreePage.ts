import { oneStep, unless } from '../../language/index.ts';
import { BUG_ON } from '../../primitives/index.ts';
import { subtract_block } from '../allocPage.ts';
import { del_page, rmv_page_order } from '../freeArea.ts';
import { why } from '../why.ts';
import {
  type HasPage,
  MIGRATE_MOVABLE,
  nr_pages,
  order,
  page,
  page_of,
  pageblock_nr_pages,
  pageblock_of,
  pageblock_order,
} from '../zone.ts';
import { type Compaction, compaction } from './machine.ts';

interface Splitting extends HasPage {
  order: number;
  isolated: number;
}

const page_order = (s: Compaction, my: Splitting) => {
  BUG_ON(!page_of(s, my).PG_buddy, '!PageBuddy(page)');
  my.order = page_of(s, my).private;
};
const zone_watermark_ok = (s: Compaction, my: Splitting) => s.zone.NR_FREE_PAGES > s.zone.low + 2 ** my.order;
const take = (s: Compaction, my: Splitting) => {
  del_page(s, my.page);
  s.free_area[my.order]!.nr_free--;
  rmv_page_order(s, my.page!);
};
/** set_page_refcounted() of each of them. */
const split_page = (s: Compaction, my: Splitting) => {
  my.isolated = 2 ** my.order;
  for (let i = 0; i < my.isolated; i++) {
    const single = s.page[my.page! + i]!;
    single.free = false;
    single.count = 1;
    single.held = 1;
  }
};
const changes_type = (s: Compaction, my: Splitting) => my.order >= pageblock_order(s) - 1;
const set_pageblock_migratetype = (s: Compaction, my: Splitting) => {
  const end = my.page! + my.isolated - 1;
  for (let of: number = my.page!; of < end; of += pageblock_nr_pages(s))
    pageblock_of(s, of).migratetype = MIGRATE_MOVABLE;
};

/** Takes a free block as single pages, if it may be taken by the low watermark; `isolated` is how many. Under zone->lock. */
export const split_free_page = compaction.fn(
  'split_free_page',
  'mm/page_alloc.c v2.6.35',
  page,
  { order: order(), isolated: nr_pages() },
  {
    page_order,
    zone_watermark_ok: unless(zone_watermark_ok, 'return'),
    list_del: oneStep(why.zone_lock, take),
    __mod_zone_page_state: subtract_block,
    split_page,
    'order >= pageblock_order - 1': unless(changes_type, 'return'),
    set_pageblock_migratetype,
  },
);
