import { atomically, bool, call, goto, oneStep, pointer, unless } from '../language/index.ts';
import {
  list_del as listDel,
  local_irq_restore,
  local_irq_save,
  spin_lock_irqsave,
  spin_unlock,
  WARN_ON,
} from '../primitives/index.ts';
import { lru_of } from './freeArea.ts';
import { type HasCpu, pcp_first, pcp_of } from './pcpLists.ts';
import { __rmqueue } from './rmqueue.ts';
import { rmqueue_bulk } from './rmqueueBulk.ts';
import { why } from './why.ts';
import {
  type HasOrder,
  type HasPage,
  type HasType,
  has_page,
  migratetype,
  nr_pages,
  order,
  type Zone,
  zone,
  zone_lock,
} from './zone.ts';

interface Allocating extends HasPage, HasOrder, HasType, HasCpu {
  batch: number;
  nr: number;
}

const is_order_0 = (_s: Zone, my: Allocating) => my.order === 0;
const list_is_empty = (s: Zone, my: Allocating) => {
  my.batch = pcp_of(s, my).batch;
  return pcp_first(s, my.cpu, my.migratetype) === null;
};
const count_bulk = (s: Zone, my: Allocating) => {
  pcp_of(s, my).count += my.nr;
};
const has_any = (s: Zone, my: Allocating) => pcp_first(s, my.cpu, my.migratetype) !== null;
const unlink = listDel((_s: Zone, my: Allocating) => lru_of(my.page));
/** The first page of the list, which is off it then. */
const take = (s: Zone, my: Allocating) => {
  my.page = pcp_first(s, my.cpu, my.migratetype);
  unlink(s, my);
};
const count_one = (s: Zone, my: Allocating) => {
  pcp_of(s, my).count--;
};
/** The block is counted no more. */
export const subtract_block = (s: Zone, my: HasOrder) => {
  atomically(() => {
    s.zone.NR_FREE_PAGES -= 2 ** my.order;
  });
};
/** The block is the caller's: nobody else may have a page of it. */
export const prep_new_page = (s: Zone, my: HasPage & HasOrder) => {
  for (let i = 0; i < 2 ** my.order; i++) WARN_ON(s.page[my.page! + i]!.count !== 0, 'bad_page(page)');
  const first = s.page[my.page!]!;
  first.private = 0;
  first.count = 1;
  first.held = my.order + 1;
};

/** A block of the order, of a page from the CPU's list; or NULL. */
export const buffered_rmqueue = zone.fn(
  'buffered_rmqueue',
  'mm/page_alloc.c v2.6.32, of a page that is not __GFP_COLD',
  { order: order(), migratetype: migratetype() },
  { page: pointer('page'), flags: bool(), batch: nr_pages(), nr: nr_pages() },
  {
    'order == 0': unless(is_order_0, 'spin_lock_irqsave'),
    local_irq_save: local_irq_save('flags'),
    'list_empty(list)': unless(list_is_empty, 'list_del'),
    rmqueue_bulk: call(rmqueue_bulk, { count: 'batch', i: 'nr' }),
    'pcp->count += nr': count_bulk,
    'list_empty(list) again': unless(has_any, 'failed'),
    list_del: oneStep(why.pcp, take),
    'pcp->count--': goto('local_irq_restore', count_one),
    spin_lock_irqsave: spin_lock_irqsave(zone_lock, 'flags'),
    __rmqueue: call(__rmqueue, { page: 'page' }),
    __mod_zone_page_state: subtract_block,
    spin_unlock: spin_unlock(zone_lock),
    '!page': unless(has_page, 'failed'),
    local_irq_restore: local_irq_restore('flags'),
    prep_new_page: goto('return', prep_new_page),
    failed: local_irq_restore('flags'),
  },
);

/** zone_watermark_ok(), of one page: more are free than the mark. */
const zone_watermark_ok = (s: Zone) => s.zone.NR_FREE_PAGES > s.zone.low;

/** A page, if more than the low watermark are free by what the zone counts; or NULL. */
export const get_page_from_freelist = zone.fn(
  'get_page_from_freelist',
  'mm/page_alloc.c v2.6.35, of one page of the one zone',
  { order: order(), migratetype: migratetype() },
  { page: pointer('page') },
  {
    zone_watermark_ok: unless(zone_watermark_ok, 'return'),
    buffered_rmqueue: call(buffered_rmqueue, { page: 'page' }),
  },
);
