import {
  bool,
  count,
  deref,
  machine,
  type Ptr,
  pointer,
  record,
  rowSet,
  type StateOf,
  table,
  tasks,
} from '../language/index.ts';
import { irqFields, kernelChecks, spinlock, taskFields, work } from '../primitives/index.ts';

const shape = {
  /** Heads of huge pages: their references, and whether they are on one of hugepage_freelists. */
  page: table(2, { count: count(1), free: bool() }),
  /** struct hstate, include/linux/hugetlb.h: what hugetlb_lock guards besides the lists. */
  hstate: record({ free_huge_pages: count(2) }),
  hugetlb_lock: spinlock(),
  /** sk_lock.slock of a socket, include/net/sock.h. */
  sk: record({ slock: spinlock() }),
  /** Pages that were not freed where that was asked, from 5.5 up to 5.12: an llist that a work item empties. */
  hpage_freelist: rowSet('page'),
  free_hpage_work: work(),
  task: tasks({ ...taskFields(), ...irqFields() }),
};
/** The state of the machine. */
export interface Hugetlb extends StateOf<typeof shape> {}

/** The pool of huge pages, and as much of a socket as frees some of them. */
export const hugetlb = machine<typeof shape, Hugetlb>(shape, kernelChecks);

/** A thread that has a huge page at hand. */
export interface HasPage {
  readonly page: Ptr<'page'>;
}
export const page = { page: pointer('page') };
/** The page of a thread. */
export const page_of = (s: Hugetlb, my: HasPage) => deref(s.page, my.page);
/** The lock of the pool. */
export const hugetlb_lock = (s: Hugetlb) => s.hugetlb_lock;
export const slock = (s: Hugetlb) => s.sk.slock;
export const free_hpage_work = (s: Hugetlb) => s.free_hpage_work;
