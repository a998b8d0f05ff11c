import { call, oneStep, type Ptr, pointer, unless, when } from '../language/index.ts';
import { expand } from './expand.ts';
import { del_page, first_free, rmv_page_order } from './freeArea.ts';
import { __rmqueue_fallback } from './rmqueueFallback.ts';
import { why } from './why.ts';
import {
  type HasOrder,
  type HasPage,
  type HasType,
  has_page,
  MAX_ORDER,
  MIGRATE_RESERVE,
  migratetype,
  order,
  type Zone,
  zone,
} from './zone.ts';

interface Smallest extends HasPage, HasOrder, HasType {
  current_order: number;
}

/** The smallest order with a block on the list of the type; false where there is none. */
const find = (s: Zone, my: Smallest) => {
  my.current_order = my.order;
  while (my.current_order < MAX_ORDER(s) && first_free(s, my.current_order, my.migratetype) === null)
    my.current_order++;
  return my.current_order < MAX_ORDER(s);
};
/** Takes the first block off the list: of all this, nr_free alone is looked at without the lock. */
const take = (s: Zone, my: Smallest) => {
  my.page = first_free(s, my.current_order, my.migratetype);
  del_page(s, my.page);
  rmv_page_order(s, my.page!);
  s.free_area[my.current_order]!.nr_free--;
};

/** A block of the order from the lists of the type, split off the smallest that is large enough; or NULL. */
export const __rmqueue_smallest = zone.fn(
  '__rmqueue_smallest',
  'mm/page_alloc.c v2.6.32',
  { order: order(), migratetype: migratetype() },
  { page: pointer('page'), current_order: order() },
  {
    list_empty: oneStep(why.zone_lock, unless(find, 'return')),
    list_del: oneStep(why.zone_lock, take),
    expand: call(expand, { low: 'order', high: 'current_order' }),
  },
);

const use_reserve = (_s: Zone, my: { page: Ptr<'page'>; reserve: number }) => {
  my.reserve = MIGRATE_RESERVE;
};

/**
 * A block of the order, from the lists of its type, else of another one, else from the reserve; or NULL. The C goes back
 * to the beginning with MIGRATE_RESERVE, from where it cannot come round again: nobody asks for that type. Under
 * zone->lock.
 */
export const __rmqueue = zone.fn(
  '__rmqueue',
  'mm/page_alloc.c v2.6.32',
  { order: order(), migratetype: migratetype() },
  { page: pointer('page'), reserve: migratetype() },
  {
    __rmqueue_smallest: call(__rmqueue_smallest, { page: 'page' }),
    page: when(has_page, 'return'),
    __rmqueue_fallback: call(__rmqueue_fallback, { page: 'page', start_migratetype: 'migratetype' }),
    'page again': when(has_page, 'return'),
    'migratetype = MIGRATE_RESERVE': use_reserve,
    retry_reserve: call(__rmqueue_smallest, { page: 'page', migratetype: 'reserve' }),
  },
);
