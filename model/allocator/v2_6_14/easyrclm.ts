import { before, call, oneStep, patch, pointer, replace, unless, when } from '../../language/index.ts';
import { expand } from '../expand.ts';
import { del_page, first_free, rmv_page_order } from '../freeArea.ts';
import { why } from '../why.ts';
import { type HasPage, has_page, MAX_ORDER, migratetype, order, pageblock_of } from '../zone.ts';
import { buffered_rmqueue } from './allocPage.ts';
import { set_list, set_type } from './blockType.ts';
import { firstStep, step } from './fastPath.ts';
import { free_hot_cold_page, free_pages_bulk } from './freePage.ts';
import { __rmqueue } from './rmqueue.ts';
import { type Zones, zones } from './zones.ts';

/** What cannot be taken back on demand. */
export const RCLM_NORCLM = 0;
/** What has been allocated with __GFP_EASYRCLM. */
export const RCLM_EASY = 1;

interface Fallback extends HasPage {
  readonly order: number;
  readonly alloctype: number;
  current_order: number;
  migratetype: number;
}
/** The largest block of the other type. */
const find = (s: Zones, my: Fallback) => {
  my.migratetype = 1 - my.alloctype;
  for (let current = MAX_ORDER(s) - 1; current >= my.order; current--) {
    my.page = first_free(s, current, my.migratetype);
    my.current_order = current;
    if (my.page !== null) return true;
  }
  return false;
};
const nr_free = (s: Zones, my: Fallback) => {
  s.free_area[my.current_order]!.nr_free--;
};
const is_large = (s: Zones, my: Fallback) => my.current_order >= Math.floor(MAX_ORDER(s) / 2);
const change_pageblock_type = (s: Zones, my: Fallback) => {
  const block = pageblock_of(s, my.page!);
  block.migratetype = 1 - block.migratetype;
  my.migratetype = my.alloctype;
};
const take = (s: Zones, my: Fallback) => {
  del_page(s, my.page);
  rmv_page_order(s, my.page!);
};

/**
 * A block of the order out of the largest of the other type. Where that is large, what is left of it changes its type, and
 * the block of the usemap that it is in; what else is free in there stays where it is. Under zone->lock.
 */
const __rmqueue_fallback = zones.fn(
  '__rmqueue_fallback',
  'Light Fragmentation Avoidance V20, 003_fragcore',
  { order: order(), alloctype: migratetype() },
  { page: pointer('page'), current_order: order(), migratetype: migratetype() },
  {
    list_empty: oneStep(why.zone_lock, unless(find, 'return')),
    'nr_free--': nr_free,
    'current_order >= MAX_ORDER / 2': unless(is_large, 'list_del'),
    change_pageblock_type,
    list_del: oneStep(why.zone_lock, take),
    expand: call(expand, { low: 'order', high: 'current_order' }),
  },
);

const gfpflags_to_alloctype = (_s: Zones, my: { readonly gfp_easyrclm: boolean; type: number }) => {
  my.type = my.gfp_easyrclm ? RCLM_EASY : RCLM_NORCLM;
};

/** 001 to 003: a list for each type in place of each list of free blocks, and a bit a block that says which is its own. */
export const fragcore = patch('Light Fragmentation Avoidance V20: 003_fragcore')
  .in(buffered_rmqueue, before('local_irq_save', { gfpflags_to_alloctype: firstStep(gfpflags_to_alloctype) }))
  .in(
    __rmqueue,
    replace('page', {
      page: when(has_page, 'zone->free_pages--'),
      __rmqueue_fallback: call(__rmqueue_fallback, { page: 'page', alloctype: 'type' }),
      'page again': when(has_page, 'zone->free_pages--'),
    }),
  )
  .in(free_pages_bulk, before('__free_pages_bulk', { __page_find_freelist: set_type }));

const same_list = (_s: Zones, my: { type: number; list: number }) => {
  my.list = my.type;
};

/** 004: a per-CPU list for each type. */
export const percpu = patch('Light Fragmentation Avoidance V20: 004_percpu', fragcore)
  .in(buffered_rmqueue, before('pcp->count <= pcp->low', { '&pcp->list[alloctype]': step(same_list) }))
  .in(free_hot_cold_page, before('list_add', { 'pindex = get_pageblock_type()': set_list }));
