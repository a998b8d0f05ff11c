import {
  bool,
  count,
  machine,
  oneOf,
  pointer,
  record,
  type StateOf,
  size,
  table,
  tasks,
  word,
} from '../language/index.ts';
import {
  bitSpinlock,
  kernelChecks,
  list_head,
  pageLock,
  rwlock,
  slab,
  spinlock,
  taskFields,
  waitQueue,
  work,
} from '../primitives/index.ts';
import { chunks, linkEnd } from './chunk.ts';
import { structZspage } from './structZspage.ts';

const pages = size('pages', 2);
const zspages = size('zspages', 2);
const handles = size('handles', 1);

/** zspage->list, and what it may be linked with. */
const zspages_list = list_head(
  'zspage[].list',
  'size_class[0].fullness_list.ZS_ALMOST_FULL',
  'size_class[0].fullness_list.ZS_ALMOST_EMPTY',
  'size_class[0].fullness_list.ZS_EMPTY',
  'size_class[0].fullness_list.ZS_FULL',
  'pool[0].free_zspage',
  'free_pages',
);

/** The fullness groups, in the order of 4.7's enumeration, whose zero is ZS_ALMOST_FULL. */
export const fullness = oneOf('ZS_ALMOST_FULL', 'ZS_ALMOST_EMPTY', 'ZS_EMPTY', 'ZS_FULL');

const shape = {
  /** struct page, the fields that zsmalloc and the migration of movable pages read and write. */
  page: table(pages, {
    lock: pageLock(),
    /** `_refcount`: its owner's, one for each isolation, one for the VM's hold of a migration target; 0 where it is free. */
    refcount: count(4),
    /** Up to 4.7 and in v3 a flag; from v4 on the low bit of page->mapping. */
    PG_movable: bool(),
    PG_isolated: bool(),
    /** The first page of a zspage. */
    PG_private: bool(),
    mapping: pointer('address_space'),
    /** page->private, which points at the struct zspage since there is one. */
    private: pointer('zspage'),
    /** The next page of the zspage: page->freelist, later page->index. */
    next: pointer('page'),
    ...chunks,
  }),
  /**
   * struct zspage. Up to 4.7 and in v3 these fields are squeezed into the struct page of the first page, and the row has
   * that page's number.
   */
  zspage: structZspage(zspages, {
    /** The magic number is there. */
    magic: bool(),
    inuse: count(2),
    /** The index of the first free chunk. */
    freeobj: count(linkEnd),
    fullness,
    /** How many of its pages are isolated; in v3 a flag, PG_uptodate of the first page. */
    isolated: count(2),
    first_page: pointer('page'),
    /** Before there is a struct zspage, page->lru of the first page. */
    list: zspages_list,
    lock: rwlock(),
  }),
  /** A handle: one word with the place of its object and, in bit 0, a lock. */
  handle: slab(handles, {
    pin: bitSpinlock(),
    obj: word({ page: pointer('page'), obj_idx: count(1) }),
    /** Ghost: which version of its data the user has written last; 0 where none. */
    written: count(2),
  }),
  /** struct size_class; there is one. */
  size_class: slab(1, {
    lock: spinlock(),
    /** Up to 4.7 and in v3 the first page of each group that has a list, on whose lru the others are. */
    fullness_page: record({ ZS_ALMOST_FULL: pointer('zspage'), ZS_ALMOST_EMPTY: pointer('zspage') }),
    /** From v4 on the head of each group that has a list. */
    fullness_list: record({
      ZS_ALMOST_FULL: zspages_list,
      ZS_ALMOST_EMPTY: zspages_list,
      ZS_EMPTY: zspages_list,
      ZS_FULL: zspages_list,
    }),
    objs_per_zspage: count(2),
    pages_per_zspage: count(2),
    OBJ_ALLOCATED: count(10),
    OBJ_USED: count(10),
  }),
  /** struct zs_pool; there is one. */
  pool: slab(1, {
    size_class: pointer('size_class'),
    inode: pointer('address_space'),
    /** pool->free_zspage and pool->free_lock of v4: zspages that wait to be freed. */
    free_zspage: zspages_list,
    free_lock: spinlock(),
    /** pool->migrate_lock of 5.17 to 6.1 and of 6.11 to 6.14, pool->lock from 6.15 on. */
    migrate_lock: rwlock(),
    /** pool->lock of 6.2 to 6.10. */
    lock: spinlock(),
    /** 5.3 to 5.16: zspages with isolated pages, and who waits for none. */
    isolated_pages: count(2),
    destroying: bool(),
    migration_wait: waitQueue(),
  }),
  /** pool->free_work; it does not stand in the pool's row, because the workqueue looks at it only where it is queued. */
  free_work: work(),
  /** LIST_HEAD(free_pages) on the stack of async_free_zspage(), of which one runs at a time. */
  free_pages: zspages_list,
  /** pool->inode->i_mapping, which page->mapping of a movable page names. */
  address_space: slab(1, { private_data: pointer('pool') }),
  /** The mapping area of each CPU: one object at a time. */
  zs_map_area: tasks({ handle: pointer('handle') }),
  /** The swap device whose slots the handles belong to: swap_slot_free_notify() is called with its lock held. */
  swap_info: table(1, { lock: spinlock() }),
  task: tasks(taskFields(8)),
};

/** The state of the machine: pools, classes, zspages, pages, handles and tasks. */
export interface Zs extends StateOf<typeof shape> {}

/** zsmalloc and the pages it borrows, at the granularity of mm/zsmalloc.c, include/linux/mm_types.h. */
export const zs = machine<typeof shape, Zs>(shape, kernelChecks);
