import { atomically, bool, call, goto, oneStep, unless, when } from '../language/index.ts';
import {
  atomic_dec_and_test,
  list_add as listAdd,
  local_irq_restore,
  local_irq_save,
  spin_lock,
  spin_unlock,
  WARN_ON,
} from '../primitives/index.ts';
import { lru_of } from './freeArea.ts';
import { __free_one_page } from './freeOnePage.ts';
import { free_pcppages_bulk } from './freePcpPages.ts';
import { type HasCpu, pcp_list_of, pcp_of } from './pcpLists.ts';
import { why } from './why.ts';
import {
  type HasOrder,
  type HasPage,
  MIGRATE_MOVABLE,
  MIGRATE_PCPTYPES,
  migratetype,
  nr_pages,
  order,
  page,
  page_of,
  pageblock_of,
  type Zone,
  zone,
  zone_lock,
} from './zone.ts';

interface Freeing extends HasPage, HasOrder, HasCpu {
  migratetype: number;
  batch: number;
}

/** The block is counted. */
export const add_block = (s: Zone, my: HasOrder) => {
  atomically(() => {
    s.zone.NR_FREE_PAGES += 2 ** my.order;
  });
};

/** A block goes to the buddy lists. With interrupts off. */
export const free_one_page = zone.fn(
  'free_one_page',
  'mm/page_alloc.c v2.6.32',
  { ...page, order: order(), migratetype: migratetype() },
  {},
  {
    spin_lock: spin_lock(zone_lock),
    __mod_zone_page_state: add_block,
    __free_one_page: call(__free_one_page),
    spin_unlock: spin_unlock(zone_lock),
  },
);

/** free_pages_check(): whoever had the block has no page of it any more. */
export const free_pages_prepare = (s: Zone, my: HasPage & HasOrder) => {
  for (let i = 0; i < 2 ** my.order; i++) WARN_ON(s.page[my.page! + i]!.count !== 0, 'bad_page(page)');
  page_of(s, my).held = 0;
};
const get_pageblock_migratetype = (s: Zone, my: HasPage & { migratetype: number }) => {
  my.migratetype = pageblock_of(s, my.page!).migratetype;
};

/** A block of more than one page goes to the buddy lists. */
export const __free_pages_ok = zone.fn(
  '__free_pages_ok',
  'mm/page_alloc.c v2.6.32',
  { ...page, order: order() },
  { flags: bool(), migratetype: migratetype() },
  {
    free_pages_prepare,
    local_irq_save: local_irq_save('flags'),
    get_pageblock_migratetype,
    free_one_page: call(free_one_page),
    local_irq_restore: local_irq_restore('flags'),
  },
);

const set_page_private = (s: Zone, my: Freeing) => {
  page_of(s, my).private = my.migratetype;
};
const has_list = (_s: Zone, my: Freeing) => my.migratetype < MIGRATE_PCPTYPES;
const use_movable = (_s: Zone, my: Freeing) => {
  my.migratetype = MIGRATE_MOVABLE;
};
const list_add = listAdd(
  (_s: Zone, my: Freeing) => lru_of(my.page),
  (_s: Zone, my: Freeing) => pcp_list_of(my.cpu, my.migratetype),
);
const count_one = (s: Zone, my: Freeing) => {
  pcp_of(s, my).count++;
};
const is_high = (s: Zone, my: Freeing) => {
  const { count, high, batch } = pcp_of(s, my);
  my.batch = batch;
  return count >= high;
};
const count_bulk = (s: Zone, my: Freeing) => {
  pcp_of(s, my).count -= my.batch;
};

/** A page goes to the front of the CPU's list of the type of its pageblock. */
export const free_hot_cold_page = zone.fn(
  'free_hot_cold_page',
  'mm/page_alloc.c v2.6.32, of a page that is not cold',
  page,
  { flags: bool(), migratetype: migratetype(), batch: nr_pages(), order: order() },
  {
    free_pages_prepare,
    get_pageblock_migratetype,
    set_page_private,
    local_irq_save: local_irq_save('flags'),
    'migratetype >= MIGRATE_PCPTYPES': when(has_list, 'list_add'),
    'migratetype = MIGRATE_MOVABLE': use_movable,
    list_add: oneStep(why.pcp, list_add),
    'pcp->count++': count_one,
    'pcp->count >= pcp->high': unless(is_high, 'local_irq_restore'),
    free_pcppages_bulk: call(free_pcppages_bulk, { count: 'batch' }),
    'pcp->count -= batch': count_bulk,
    local_irq_restore: local_irq_restore('flags'),
  },
);

const is_order_0 = (_s: Zone, my: HasOrder) => my.order === 0;

/** Drops a reference; the last one frees the block. */
export const __free_pages = zone.fn(
  '__free_pages',
  'mm/page_alloc.c v2.6.32',
  { ...page, order: order() },
  {},
  {
    put_page_testzero: unless(atomic_dec_and_test(page_of, 'count'), 'return'),
    'order == 0': unless(is_order_0, '__free_pages_ok'),
    free_hot_cold_page: call(free_hot_cold_page),
    out: goto('return'),
    __free_pages_ok: call(__free_pages_ok),
  },
);
