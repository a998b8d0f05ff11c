import { bool, call, oneStep, pointer, unless, when } from '../../language/index.ts';
import {
  type Current,
  list_del as listDel,
  local_irq_restore,
  local_irq_save,
  spin_lock_irqsave,
  spin_unlock_irqrestore,
} from '../../primitives/index.ts';
import { prep_new_page } from '../allocPage.ts';
import { lru_of } from '../freeArea.ts';
import { pcp_first, pcp_of } from '../pcpLists.ts';
import { why } from '../why.ts';
import { type HasOrder, type HasPage, has_page, migratetype, nr_pages, order, zone_lock } from '../zone.ts';
import { firstStep, leaveFastPath, step } from './fastPath.ts';
import { add_to_count, count_of, type HasList } from './perCpu.ts';
import { __rmqueue, rmqueue_bulk } from './rmqueue.ts';
import { type Zones, zones } from './zones.ts';

export interface Allocating extends HasPage, HasOrder, HasList, Current {
  batch: number;
  nr: number;
}

/** The list is empty: pcp->low is 0. */
export const is_low = (s: Zones, my: Allocating) => {
  my.batch = pcp_of(s, my).batch;
  if (count_of(s, my) > 0) return false;
  leaveFastPath(s, my);
  return true;
};
const count_bulk = (s: Zones, my: Allocating) => add_to_count(s, my, my.nr);
/** The list is not. */
export const has_pages = (s: Zones, my: Allocating) => count_of(s, my) > 0;
const unlink = listDel((_s: Zones, my: Allocating) => lru_of(my.page));
/** The first page of the list, which is off it then. */
const take = (s: Zones, my: Allocating) => {
  my.page = pcp_first(s, my.cpu, my.list);
  unlink(s, my);
};
const count_one = (s: Zones, my: Allocating) => add_to_count(s, my, -1);
const prepare = (s: Zones, my: Allocating) => {
  leaveFastPath(s, my);
  prep_new_page(s, my);
};

/** A page of the CPU's list, which is filled if it is empty; or NULL. */
export const buffered_rmqueue = zones.fn(
  'buffered_rmqueue',
  'mm/page_alloc.c v2.6.14, of one page that is not __GFP_COLD',
  { gfp_easyrclm: bool(), zone: migratetype() },
  {
    list: migratetype(),
    type: migratetype(),
    page: pointer('page'),
    flags: bool(),
    batch: nr_pages(),
    nr: nr_pages(),
    order: order(),
  },
  {
    local_irq_save: firstStep(local_irq_save('flags')),
    'pcp->count <= pcp->low': unless(step(is_low), 'pcp->count'),
    rmqueue_bulk: call(rmqueue_bulk, { count: 'batch', i: 'nr' }),
    'pcp->count += rmqueue_bulk()': count_bulk,
    'pcp->count': unless(step(has_pages), 'local_irq_restore'),
    list_del: oneStep(why.pcp, step(take)),
    'pcp->count--': step(count_one),
    local_irq_restore: step(local_irq_restore('flags')),
    'page == NULL': when(has_page, 'prep_new_page'),
    spin_lock_irqsave: spin_lock_irqsave(zone_lock, 'flags'),
    __rmqueue: call(__rmqueue, { page: 'page' }),
    spin_unlock_irqrestore: spin_unlock_irqrestore(zone_lock, 'flags'),
    'page != NULL': unless(has_page, 'return'),
    prep_new_page: prepare,
  },
);

/** A page of the one zone; or NULL: nobody waits, and nobody reclaims. */
export const __alloc_pages = zones.fn(
  '__alloc_pages',
  'mm/page_alloc.c v2.6.14, of one page and without its watermarks',
  { gfp_easyrclm: bool() },
  { page: pointer('page'), zone: migratetype() },
  { buffered_rmqueue: call(buffered_rmqueue, { page: 'page' }) },
);
