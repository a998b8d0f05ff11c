import {
  call,
  emptySet,
  goto,
  nextRow,
  type Ptr,
  pointer,
  type RowSet,
  removeRow,
  rowSet,
  unless,
} from '../language/index.ts';
import {
  atomic_dec_and_test,
  process_one_work,
  spin_lock,
  spin_unlock,
  VM_BUG_ON,
  work_done,
} from '../primitives/index.ts';
import {
  free_hpage_work,
  type HasPage,
  type Hugetlb,
  hugetlb,
  hugetlb_lock,
  page,
  page_of,
} from './hugetlb.ts';

/** list_move() and the count, both under hugetlb_lock. */
const enqueue_huge_page = (s: Hugetlb, my: HasPage) => {
  const head = page_of(s, my);
  VM_BUG_ON(head.count > 0, 'page_count(page)');
  head.free = true;
  s.hstate.free_huge_pages++;
};

/** The body of free_huge_page(), which is a function of its own from 5.5 up to 5.12. */
export const __free_huge_page = hugetlb.fn(
  '__free_huge_page',
  'mm/hugetlb.c v5.4, where it is free_huge_page() itself',
  page,
  {},
  {
    spin_lock: spin_lock(hugetlb_lock),
    enqueue_huge_page,
    spin_unlock: spin_unlock(hugetlb_lock),
  },
);

/** Puts a page back into the pool, under its lock: what the last reference to it does, in whatever context that is. */
export const free_huge_page = hugetlb.fn(
  'free_huge_page',
  'mm/hugetlb.c v5.4',
  page,
  {},
  {
    __free_huge_page: call(__free_huge_page),
  },
);

/** Drops a reference: who drops the last one frees the page, in whichever context that is. */
export const put_page = hugetlb.fn(
  'put_page',
  'mm/swap.c v5.4, __put_compound_page()',
  page,
  {},
  {
    put_page_testzero: unless(atomic_dec_and_test(page_of, 'count'), 'return'),
    free_huge_page: call(free_huge_page),
  },
);

interface Worker {
  pages: RowSet<'page'>;
  page: Ptr<'page'>;
}

/** Empties the llist, one xchg(). */
const llist_del_all = (s: Hugetlb, my: Worker) => {
  my.pages = s.hpage_freelist;
  s.hpage_freelist = emptySet;
};
/** The next page on the worker's own list; false behind the last. */
const next_node = (_s: Hugetlb, my: Worker) => {
  my.page = nextRow(my.pages, null);
  if (my.page === null) return false;
  my.pages = removeRow(my.pages, my.page);
  return true;
};

/** The worker that frees pages of which the last reference was dropped where hugetlb_lock must not be taken. */
export const free_hpage_workfn = hugetlb.fn(
  'free_hpage_workfn',
  'mm/hugetlb.c v5.12',
  {},
  { pages: rowSet('page'), page: pointer('page') },
  {
    process_one_work: process_one_work(free_hpage_work),
    llist_del_all,
    next_node: unless(next_node, 'work_done'),
    __free_huge_page: call(__free_huge_page),
    next: goto('next_node'),
    work_done: goto('process_one_work', work_done(free_hpage_work)),
  },
);
