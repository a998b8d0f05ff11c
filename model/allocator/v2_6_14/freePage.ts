import { atomically, bool, call, goto, oneStep, pointer, unless } from '../../language/index.ts';
import {
  list_add as listAdd,
  list_del as listDel,
  local_irq_restore,
  local_irq_save,
  spin_lock_irqsave,
  spin_unlock_irqrestore,
} from '../../primitives/index.ts';
import { lru_of } from '../freeArea.ts';
import { __free_one_page } from '../freeOnePage.ts';
import { free_pages_prepare } from '../freePage.ts';
import { pcp_last, pcp_list_of, pcp_of } from '../pcpLists.ts';
import { why } from '../why.ts';
import { type HasPage, migratetype, nr_pages, order, page, zone_lock } from '../zone.ts';
import { add_to_count, count_of, type HasList } from './perCpu.ts';
import { type Zones, zones } from './zones.ts';

interface Bulk extends HasPage, HasList {
  readonly count: number;
  ret: number;
}
const more = (s: Zones, my: Bulk) => my.ret < my.count && pcp_last(s, my.cpu, my.list) !== null;
const unlink = listDel((_s: Zones, my: Bulk) => lru_of(my.page));
/** The last page of the list, which is off it then. */
const take = (s: Zones, my: Bulk) => {
  my.page = pcp_last(s, my.cpu, my.list);
  unlink(s, my);
};
const count_page = (s: Zones, my: Bulk) => {
  my.page = null;
  my.ret++;
  atomically(() => {
    s.zone.NR_FREE_PAGES++;
  });
};

/** Gives `count` pages of a list of the CPU back to the buddy lists, as far as there are so many: `ret`. */
export const free_pages_bulk = zones.fn(
  'free_pages_bulk',
  'mm/page_alloc.c v2.6.14, of single pages',
  { count: nr_pages(), list: migratetype() },
  { flags: bool(), page: pointer('page'), order: order(), type: migratetype(), ret: nr_pages() },
  {
    spin_lock_irqsave: spin_lock_irqsave(zone_lock, 'flags'),
    '!list_empty(list) && ret < count': unless(more, 'spin_unlock_irqrestore'),
    list_del: oneStep(why.pcp, take),
    __free_pages_bulk: call(__free_one_page, { migratetype: 'type' }),
    'zone->free_pages++': goto('!list_empty(list) && ret < count', count_page),
    spin_unlock_irqrestore: spin_unlock_irqrestore(zone_lock, 'flags'),
  },
);

interface Freeing extends HasPage, HasList {
  readonly order: number;
  batch: number;
  nr: number;
}
const list_add = listAdd(
  (_s: Zones, my: Freeing) => lru_of(my.page),
  (_s: Zones, my: Freeing) => pcp_list_of(my.cpu, my.list),
);
const count_one = (s: Zones, my: Freeing) => add_to_count(s, my, 1);
const is_high = (s: Zones, my: Freeing) => {
  const { high, batch } = pcp_of(s, my);
  my.batch = batch;
  return count_of(s, my) >= high;
};
const count_bulk = (s: Zones, my: Freeing) => add_to_count(s, my, -my.nr);

/** A page goes to the front of the CPU's list. */
export const free_hot_cold_page = zones.fn(
  'free_hot_cold_page',
  'mm/page_alloc.c v2.6.14, of a page that is not cold',
  page,
  { flags: bool(), list: migratetype(), order: order(), batch: nr_pages(), nr: nr_pages() },
  {
    free_pages_check: free_pages_prepare,
    local_irq_save: local_irq_save('flags'),
    list_add: oneStep(why.pcp, list_add),
    'pcp->count++': count_one,
    'pcp->count >= pcp->high': unless(is_high, 'local_irq_restore'),
    free_pages_bulk: call(free_pages_bulk, { count: 'batch', ret: 'nr' }),
    'pcp->count -= free_pages_bulk()': count_bulk,
    local_irq_restore: local_irq_restore('flags'),
  },
);
