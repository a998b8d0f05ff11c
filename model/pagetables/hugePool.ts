import { call, container_of, goto, pointer, unless, when } from '../language/index.ts';
import {
  giveReference,
  INIT_LIST_HEAD,
  list_add,
  list_del,
  list_empty,
  put_page_testzero,
  set_page_refcounted,
  spin_lock,
  spin_unlock,
} from '../primitives/index.ts';
import { listAt } from '../primitives/listAt.ts';
import { hugeMm, hugepage_freelist, hugetlb_lock, page_lru } from './hugeMm.ts';
import { page, page_of } from './rows.ts';

const gives = giveReference(page);
const put = put_page_testzero(page);

/** Puts a page back into the pool. */
export const free_huge_page = hugeMm.fn(
  'free_huge_page',
  'mm/hugetlb.c v2.6.18, with enqueue_huge_page',
  { page: pointer('page') },
  {},
  {
    INIT_LIST_HEAD: (s, my) => INIT_LIST_HEAD(s, page_lru(s, my)),
    spin_lock: spin_lock(hugetlb_lock),
    enqueue_huge_page: list_add(page_lru, hugepage_freelist),
    spin_unlock: spin_unlock(hugetlb_lock),
  },
);

/** Drops a reference to a huge page, which the last one gives back to its pool. */
export const put_compound_page = hugeMm.fn(
  'put_compound_page',
  'mm/swap.c v2.6.18',
  { page: pointer('page') },
  {},
  {
    put_page_testzero: unless(put, 'return'),
    dtor: call(free_huge_page),
  },
);

/** A fault takes a page from the pool, and puts it into the page cache of its file. */
export const hugetlb_no_page = hugeMm.fn(
  'hugetlb_no_page',
  'mm/hugetlb.c v2.6.18, with alloc_huge_page and dequeue_huge_page',
  {},
  { page: pointer('page') },
  {
    spin_lock: spin_lock(hugetlb_lock),
    list_empty: when(list_empty(hugepage_freelist), 'fail'),
    list_entry: (s, my) => {
      my.page = container_of(listAt(s, hugepage_freelist()).next, 'page[].lru');
    },
    list_del: list_del(page_lru),
    spin_unlock: spin_unlock(hugetlb_lock),
    set_page_refcounted: set_page_refcounted(page),
    add_to_page_cache: goto('return', (s, my) => {
      page_of(s, my).cached = true;
      gives(s, my);
    }),
    fail: spin_unlock(hugetlb_lock),
  },
);
