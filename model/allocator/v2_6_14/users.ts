import { bool, call, either, goto, on, oneStep, pointer, row, unless } from '../../language/index.ts';
import { atomic_dec_and_test } from '../../primitives/index.ts';
import { type HasPage, has_page, page_of } from '../zone.ts';
import { __alloc_pages } from './allocPage.ts';
import { free_hot_cold_page } from './freePage.ts';
import { type Zones, zones } from './zones.ts';

interface Allocating extends HasPage {
  gfp_easyrclm: boolean;
}
/** One page fewer is wanted from here on. */
const allocate = (what: 'kernel' | 'easy') =>
  on(
    (s: Zones) => s.wants[what] > 0,
    goto('__alloc_pages', (s: Zones, my: Allocating) => {
      s.wants[what]--;
      my.gfp_easyrclm = what === 'easy';
    }),
  );
const all_is_done = (s: Zones) =>
  s.wants.easy === 0 && s.wants.kernel === 0 && s.page.every(({ PG_lru }) => !PG_lru);
/** A page of a user goes to the LRU; a page of the kernel does not, and nobody takes it back. */
const use_page = (s: Zones, my: Allocating) => {
  const page = s.page[my.page!]!;
  page.PG_lru = my.gfp_easyrclm;
  page.kernel = !my.gfp_easyrclm;
  my.page = null;
};
const last_on_lru = (s: Zones) => s.page.findLastIndex(({ PG_lru }) => PG_lru);
/** isolate_lru_page(), of the one with the highest address. */
const isolate = (s: Zones, my: HasPage) => {
  const page = row('page', last_on_lru(s));
  s.page[page]!.PG_lru = false;
  my.page = page;
};
const forget = (_s: Zones, my: HasPage) => {
  my.page = null;
};
const lru_lock = 'zone->lru_lock: nobody looks at PG_lru without it';

/** Page faults of a process, allocations of the kernel for it, and reclaim of what it has. */
export const process = zones.fn(
  'process',
  'whoever calls alloc_page(), and shrink_list() of mm/vmscan.c v2.6.14',
  {},
  { page: pointer('page'), gfp_easyrclm: bool() },
  {
    next: oneStep(
      lru_lock,
      either(
        allocate('easy'),
        allocate('kernel'),
        on((s: Zones) => last_on_lru(s) >= 0, goto('put_page_testzero', isolate)),
        on(all_is_done, goto('return')),
      ),
    ),
    __alloc_pages: call(__alloc_pages, { page: 'page' }),
    '!page': unless(has_page, 'next'),
    use_page: goto('next', use_page),
    put_page_testzero: unless(atomic_dec_and_test(page_of, 'count'), 'return'),
    free_hot_cold_page: call(free_hot_cold_page),
    freed: goto('next', forget),
  },
);

/** A thread of the kernel, which needs pages of its own. */
export const kthread = zones.fn(
  'kthread',
  'whoever calls alloc_page(GFP_KERNEL)',
  {},
  { page: pointer('page'), gfp_easyrclm: bool() },
  {
    next: oneStep(lru_lock, either(allocate('kernel'), on(all_is_done, goto('return')))),
    __alloc_pages: call(__alloc_pages, { page: 'page' }),
    '!page': unless(has_page, 'next'),
    use_page: goto('next', use_page),
  },
);
