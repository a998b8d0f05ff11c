import { atomically, call, goto, oneStep, type Ptr, pointer, unless } from '../language/index.ts';
import { list_add as listAdd, spin_lock, spin_unlock } from '../primitives/index.ts';
import { lru_of } from './freeArea.ts';
import { type HasCpu, pcp_list_of } from './pcpLists.ts';
import { __rmqueue } from './rmqueue.ts';
import { why } from './why.ts';
import {
  type HasPage,
  type HasType,
  has_page,
  migratetype,
  nr_pages,
  order,
  page_of,
  type Zone,
  zone,
  zone_lock,
} from './zone.ts';

interface Bulk extends HasPage, HasType, HasCpu {
  readonly count: number;
  list: Ptr<'page'>;
  i: number;
}

const more = (_s: Zone, my: Bulk) => my.i < my.count;
/** Behind the page that was added before it, so that they come in the order in which they were split off. */
const list_add = listAdd(
  (_s: Zone, my: Bulk) => lru_of(my.page),
  (_s: Zone, my: Bulk): string => (my.list === null ? pcp_list_of(my.cpu, my.migratetype) : lru_of(my.list)),
);
/** set_page_private(), and the next page goes behind this one. */
const set_page_private = (s: Zone, my: Bulk) => {
  page_of(s, my).private = my.migratetype;
  my.list = my.page;
  my.page = null;
  my.i++;
};
const __mod_zone_page_state = (s: Zone, my: Bulk) => {
  atomically(() => {
    s.zone.NR_FREE_PAGES -= my.i;
  });
};

/** Fills a per-CPU list with `count` pages, as far as there are so many; `i` is how many there were. */
export const rmqueue_bulk = zone.fn(
  'rmqueue_bulk',
  'mm/page_alloc.c v2.6.32',
  { order: order(), count: nr_pages(), migratetype: migratetype() },
  { page: pointer('page'), list: pointer('page'), i: nr_pages() },
  {
    spin_lock: spin_lock(zone_lock),
    'i < count': unless(more, '__mod_zone_page_state'),
    __rmqueue: call(__rmqueue, { page: 'page' }),
    '!page': unless(has_page, '__mod_zone_page_state'),
    list_add: oneStep(why.pcp, list_add),
    set_page_private: goto('i < count', set_page_private),
    __mod_zone_page_state,
    spin_unlock: spin_unlock(zone_lock),
  },
);
