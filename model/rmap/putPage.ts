import { pointer, unless } from '../language/index.ts';
import { atomic_dec_and_test } from '../primitives/index.ts';
import { mm } from './mm.ts';
import { page_of } from './rows.ts';

/** Drops a reference, and frees the page with the last one. */
export const put_page = mm.fn(
  'put_page',
  'mm/swap.c v2.6.34, with free_hot_cold_page of mm/page_alloc.c',
  { page: pointer('page') },
  {},
  {
    put_page_testzero: unless(atomic_dec_and_test(page_of, 'count'), 'return'),
    /** page->mapping = NULL of an anonymous page: until then it can be read, though the page is free. */
    free_hot_cold_page: (s, my) => {
      page_of(s, my).mapping = null;
    },
  },
);
