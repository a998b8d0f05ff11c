import { atomically, bool, call, goto, oneStep, pointer, unless, when } from '../language/index.ts';
import {
  list_del as listDel,
  local_irq_restore,
  local_irq_save,
  spin_lock,
  spin_unlock,
} from '../primitives/index.ts';
import { lru_of } from './freeArea.ts';
import { __free_one_page } from './freeOnePage.ts';
import { type HasCpu, pcp_last, pcp_of } from './pcpLists.ts';
import { why } from './why.ts';
import {
  type HasPage,
  MIGRATE_PCPTYPES,
  migratetype,
  nr_pages,
  order,
  type Zone,
  zone,
  zone_lock,
} from './zone.ts';

interface Freeing extends HasPage, HasCpu {
  readonly count: number;
  to_free: number;
  batch_free: number;
  migratetype: number;
}

/** The pages are counted. */
export const add_pages = (s: Zone, my: { readonly count: number }) => {
  atomically(() => {
    s.zone.NR_FREE_PAGES += my.count;
  });
};
const start = (_s: Zone, my: Freeing) => {
  my.to_free = my.count;
};
/** `while (to_free)` */
export const more_to_free = (_s: Zone, my: { readonly to_free: number }) => my.to_free > 0;
/** Goes on to the next list; whether that is empty. A `batch_free` above all pages says no more than as many. */
const next_is_empty = (s: Zone, my: Freeing) => {
  my.batch_free = Math.min(my.batch_free + 1, s.page.length);
  my.migratetype = (my.migratetype + 1) % MIGRATE_PCPTYPES;
  return pcp_last(s, my.cpu, my.migratetype) === null;
};
const unlink = listDel((_s: Zone, my: Freeing) => lru_of(my.page));
/** The last page of the list. */
const take = (s: Zone, my: Freeing) => {
  my.page = pcp_last(s, my.cpu, my.migratetype);
  unlink(s, my);
};
/** `--count && --batch_free && !list_empty(list)` */
const same_list = (s: Zone, my: Freeing) => {
  my.page = null;
  if (--my.to_free === 0 || --my.batch_free === 0) return false;
  return pcp_last(s, my.cpu, my.migratetype) !== null;
};

/** Gives `count` pages of the CPU's lists back to the buddy lists, from one list after the other. With interrupts off. */
export const free_pcppages_bulk = zone.fn(
  'free_pcppages_bulk',
  'mm/page_alloc.c v2.6.32',
  { count: nr_pages() },
  {
    to_free: nr_pages(),
    batch_free: nr_pages(),
    migratetype: migratetype(),
    page: pointer('page'),
    order: order(),
  },
  {
    'to_free = count': start,
    spin_lock: spin_lock(zone_lock),
    __mod_zone_page_state: add_pages,
    'while (to_free)': unless(more_to_free, 'spin_unlock'),
    'list_empty(list)': when(next_is_empty, 'list_empty(list)'),
    list_del: oneStep(why.pcp, take),
    __free_one_page: call(__free_one_page),
    '--to_free': when(same_list, 'list_del'),
    'while again': goto('while (to_free)'),
    spin_unlock: spin_unlock(zone_lock),
  },
);

interface Draining extends HasCpu {
  count: number;
}
const load_count = (s: Zone, my: Draining) => {
  my.count = pcp_of(s, my).count;
};
const clear_count = (s: Zone, my: Draining) => {
  pcp_of(s, my).count = 0;
};

/** Gives all pages of the CPU's lists back to the buddy lists. */
export const drain_pages = zone.fn(
  'drain_pages',
  'mm/page_alloc.c v2.6.32',
  {},
  { flags: bool(), count: nr_pages() },
  {
    local_irq_save: local_irq_save('flags'),
    'count = pcp->count': load_count,
    free_pcppages_bulk: call(free_pcppages_bulk),
    'pcp->count = 0': clear_count,
    local_irq_restore: local_irq_restore('flags'),
  },
);
