import {
  before,
  call,
  container_of,
  goto,
  oneStep,
  type Ptr,
  patch,
  pointer,
  replace,
  unless,
  when,
} from '../../language/index.ts';
import { list_add as listAdd, list_del as listDel } from '../../primitives/index.ts';
import { lru_of } from '../freeArea.ts';
import { pcp_first, pcp_list_of } from '../pcpLists.ts';
import { __rmqueue_fallback } from '../rmqueueFallback.ts';
import { why } from '../why.ts';
import { type HasPage, has_page, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE, migratetype, page_of } from '../zone.ts';
import { buffered_rmqueue, is_low } from './allocPage.ts';
import { set_type } from './blockType.ts';
import { firstStep, leaveFastPath, step } from './fastPath.ts';
import { free_hot_cold_page, free_pages_bulk } from './freePage.ts';
import { page_state_opt } from './patches.ts';
import { add_to_count, type HasList } from './perCpu.ts';
import { __rmqueue, rmqueue_bulk } from './rmqueue.ts';
import type { Zones } from './zones.ts';

interface HasType extends HasPage {
  type: number;
}
interface Searching extends HasType, HasList {
  nr: number;
}
const allocflags_to_migratetype = (_s: Zones, my: { readonly gfp_easyrclm: boolean; type: number }) => {
  my.type = my.gfp_easyrclm ? MIGRATE_MOVABLE : MIGRATE_UNMOVABLE;
};

/** b2a0ac8875a with c361be55b31: a list for each migrate type, and a type for each pageblock. */
export const split_free_lists = patch('Split the free lists for movable and unmovable allocations')
  .in(
    buffered_rmqueue,
    before('local_irq_save', { allocflags_to_migratetype: firstStep(allocflags_to_migratetype) }),
  )
  .in(
    __rmqueue,
    replace('page', {
      page: when(has_page, 'zone->free_pages--'),
      __rmqueue_fallback: call(__rmqueue_fallback, { page: 'page', start_migratetype: 'type' }),
      'page again': when(has_page, 'zone->free_pages--'),
    }),
  )
  .in(free_pages_bulk, before('__free_pages_bulk', { get_pageblock_migratetype: set_type }));

interface Bulk extends HasType, HasList {
  last: Ptr<'page'>;
}
/** In front of the list, and each one behind the one before it. */
const list_add = listAdd(
  (_s: Zones, my: Bulk) => lru_of(my.page),
  (_s: Zones, my: Bulk): string => (my.last === null ? pcp_list_of(my.cpu, my.list) : lru_of(my.last)),
);
const move_head = (_s: Zones, my: Bulk) => {
  my.last = my.page;
};
const set_page_private = (s: Zones, my: HasType) => {
  page_of(s, my).private = my.type;
};
/** The next page of the list, or the first; false behind the last one. */
const next_page = (s: Zones, my: Searching) => {
  my.page =
    my.page === null ? pcp_first(s, my.cpu, my.list) : container_of(page_of(s, my).lru.next, 'page[].lru');
  return my.page !== null;
};
const is_of_type = (s: Zones, my: Searching) => page_of(s, my).private === my.type;
const count_bulk = (s: Zones, my: Searching) => add_to_count(s, my, my.nr);
const first_page = (s: Zones, my: Searching) => {
  my.page = pcp_first(s, my.cpu, my.list);
};
const unlink = listDel((_s: Zones, my: HasPage) => lru_of(my.page));

/**
 * 535131e6925, with 81eabcbe0b9: a page of the CPU's list has a type, and whoever wants one takes the first of his own. What
 * comes from the buddy lists stays in its order.
 */
export const choose_by_type = patch(
  'Choose pages from the per-cpu list based on migration type',
  page_state_opt,
  split_free_lists,
)
  .locals(rmqueue_bulk, { last: pointer('page') })
  .in(
    rmqueue_bulk,
    replace('list_add_tail', {
      list_add: oneStep(why.pcp, list_add),
      set_page_private,
      'list = &page->lru': move_head,
    }),
  )
  .in(
    buffered_rmqueue,
    replace('!pcp->count', { '!pcp->count': unless(step(is_low), 'list_for_each_entry') }),
    before('list_del', {
      list_for_each_entry: unless(step(next_page), '&page->lru == &pcp->list'),
      'page_private(page) == migratetype': when(step(is_of_type), 'list_del'),
      'next entry': goto('list_for_each_entry'),
      '&page->lru == &pcp->list': leaveFastPath,
      'rmqueue_bulk again': call(rmqueue_bulk, { count: 'batch', i: 'nr' }),
      'pcp->count += rmqueue_bulk() again': count_bulk,
      'page = list_entry(next)': first_page,
    }),
    replace('list_del', { list_del: oneStep(why.pcp, step(unlink)) }),
  )
  .locals(free_hot_cold_page, { type: migratetype() })
  .in(free_hot_cold_page, before('pcp->count++', { get_pageblock_migratetype: set_type, set_page_private }));
