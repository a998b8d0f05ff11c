import { atomically, bool, call, goto, oneStep, pointer, unless, when } from '../../language/index.ts';
import {
  list_add_tail as listAddTail,
  spin_lock_irqsave,
  spin_unlock_irqrestore,
} from '../../primitives/index.ts';
import { lru_of } from '../freeArea.ts';
import { pcp_list_of } from '../pcpLists.ts';
import { __rmqueue_smallest } from '../rmqueue.ts';
import { why } from '../why.ts';
import { type HasPage, has_page, migratetype, nr_pages, order, zone_lock } from '../zone.ts';
import type { HasList } from './perCpu.ts';
import { type Zones, zones } from './zones.ts';

const count_page = (s: Zones) => {
  atomically(() => {
    s.zone.NR_FREE_PAGES--;
  });
};
/** No zone that the allocation may come to has a page; how many are free in others is noted. */
export const note_failure = (s: Zones) => {
  const free = s.page.filter((page) => page.free).length;
  s.free_at_failure = Math.max(s.free_at_failure, free);
};

/** A page from the buddy lists; or NULL. Under zone->lock. */
export const __rmqueue = zones.fn(
  '__rmqueue',
  'mm/page_alloc.c v2.6.14, of one page',
  { type: migratetype() },
  { page: pointer('page'), order: order() },
  {
    list_empty: call(__rmqueue_smallest, { page: 'page', migratetype: 'type' }),
    page: when(has_page, 'zone->free_pages--'),
    'return NULL': goto('return', note_failure),
    'zone->free_pages--': count_page,
  },
);

interface Bulk extends HasPage, HasList {
  readonly count: number;
  i: number;
}
const more = (_s: Zones, my: Bulk) => my.i < my.count;
const list_add_tail = listAddTail(
  (_s: Zones, my: Bulk) => lru_of(my.page),
  (_s: Zones, my: Bulk) => pcp_list_of(my.cpu, my.list),
);
const next = (_s: Zones, my: Bulk) => {
  my.page = null;
  my.i++;
};

/** Fills a list of the CPU with `count` pages, as far as there are so many; `i` is how many there were. */
export const rmqueue_bulk = zones.fn(
  'rmqueue_bulk',
  'mm/page_alloc.c v2.6.14, of single pages',
  { count: nr_pages(), list: migratetype(), type: migratetype() },
  { flags: bool(), page: pointer('page'), i: nr_pages() },
  {
    spin_lock_irqsave: spin_lock_irqsave(zone_lock, 'flags'),
    'i < count': unless(more, 'spin_unlock_irqrestore'),
    __rmqueue: call(__rmqueue, { page: 'page' }),
    'page == NULL': unless(has_page, 'spin_unlock_irqrestore'),
    list_add_tail: oneStep(why.pcp, list_add_tail),
    'allocated++': goto('i < count', next),
    spin_unlock_irqrestore: spin_unlock_irqrestore(zone_lock, 'flags'),
  },
);
