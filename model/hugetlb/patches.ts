import {
  add,
  atomically,
  before,
  bool,
  goto,
  isEmpty,
  patch,
  remove,
  replace,
  unless,
  when,
} from '../language/index.ts';
import {
  in_task,
  schedule_work,
  spin_lock_irq,
  spin_lock_irqsave,
  spin_unlock_irq,
  spin_unlock_irqrestore,
} from '../primitives/index.ts';
import { alloc_huge_page_nodemask } from './allocHugePage.ts';
import { __free_huge_page, free_huge_page } from './freeHugePage.ts';
import { free_hpage_work, type HasPage, type Hugetlb, hugetlb_lock } from './hugetlb.ts';

/** Puts the page on the list, one cmpxchg(), and returns whether that was empty. */
const llist_add = (s: Hugetlb, my: HasPage) =>
  atomically(() => {
    const wasEmpty = isEmpty(s.hpage_freelist);
    s.hpage_freelist = add(s.hpage_freelist, my.page!);
    return wasEmpty;
  });

/** 5.5, c77c0a8ac4c5: a handler leaves the freeing to a work item. A task with softirqs disabled is none. */
export const defer_in_non_task = patch('mm/hugetlb: defer freeing of huge pages if in non-task context').in(
  free_huge_page,
  before('__free_huge_page', {
    in_task: when(in_task, '__free_huge_page'),
    llist_add: unless(llist_add, 'return'),
    schedule_work: goto('return', schedule_work(free_hpage_work)),
  }),
);

/** 5.13, db71ef79b59b: hugetlb_lock disables interrupts, and pages are freed where that is asked again. */
export const irq_safe = patch('hugetlb: make free_huge_page irq safe', defer_in_non_task)
  .locals(__free_huge_page, { flags: bool() })
  .in(free_huge_page, remove('in_task'), remove('llist_add'), remove('schedule_work'))
  .in(
    __free_huge_page,
    replace('spin_lock', { spin_lock: spin_lock_irqsave(hugetlb_lock, 'flags') }),
    replace('spin_unlock', { spin_unlock: spin_unlock_irqrestore(hugetlb_lock, 'flags') }),
  )
  .in(
    alloc_huge_page_nodemask,
    replace('spin_lock', { spin_lock: spin_lock_irq(hugetlb_lock) }),
    replace('spin_unlock', { spin_unlock: spin_unlock_irq(hugetlb_lock) }),
  );
