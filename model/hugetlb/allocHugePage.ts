import { spin_lock, spin_unlock } from '../primitives/index.ts';
import { type Hugetlb, hugetlb, hugetlb_lock } from './hugetlb.ts';

/** Takes a page off the free lists, if there is one. */
const dequeue_huge_page_nodemask = (s: Hugetlb) => {
  const head = s.page.find((one) => one.free);
  if (head === undefined) return;
  head.free = false;
  head.count = 1;
  s.hstate.free_huge_pages--;
};

/** A huge page for a task, from the pool alone. */
export const alloc_huge_page_nodemask = hugetlb.fn(
  'alloc_huge_page_nodemask',
  'mm/hugetlb.c v5.4',
  {},
  {},
  {
    spin_lock: spin_lock(hugetlb_lock),
    dequeue_huge_page_nodemask,
    spin_unlock: spin_unlock(hugetlb_lock),
  },
);
