import { call, either, on, pointer, unless, wait } from '../language/index.ts';
import { atomic_dec_and_test } from '../primitives/index.ts';
import { buffered_rmqueue } from './allocPage.ts';
import { __free_pages, free_hot_cold_page } from './freePage.ts';
import { type HasPage, has_page, migratetype, order, page_of, type Zone, zone } from './zone.ts';

interface User extends HasPage {
  readonly highest: number;
  order: number;
}

const wants = (order: number) =>
  on(
    (_s: Zone, my: User) => order <= my.highest,
    (_s: Zone, my: User) => {
      my.order = order;
    },
  );

/** Somebody who wants a block of an order from 0 to `highest`, and gives it back. */
export const alloc_then_free = zone.fn(
  'alloc_then_free',
  'whoever calls alloc_pages() and __free_pages()',
  { highest: order(), migratetype: migratetype() },
  { order: order(), page: pointer('page') },
  {
    order: either(wants(0), wants(1), wants(2)),
    alloc_pages: call(buffered_rmqueue, { page: 'page' }),
    '!page': unless(has_page, 'return'),
    __free_pages: call(__free_pages),
  },
);

/** A page is left to the interrupt. */
export const is_done = (s: Zone) => s.done !== null;
/** It takes it. */
export const take_done = (s: Zone, my: HasPage) => {
  my.page = s.done;
  s.done = null;
};

/** The interrupt of a transfer frees the page that it was to or from. */
export const end_io = zone.fn(
  'end_io',
  'an interrupt that frees a page',
  {},
  { page: pointer('page') },
  {
    handle_irq: wait(is_done, take_done),
    put_page_testzero: unless(atomic_dec_and_test(page_of, 'count'), 'return'),
    free_hot_cold_page: call(free_hot_cold_page),
  },
);
