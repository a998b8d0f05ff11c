import {
  bool,
  constant,
  count,
  deref,
  ghost,
  machine,
  type Ptr,
  pointer,
  record,
  type StateOf,
  size,
  table,
  tasks,
} from '../language/index.ts';
import { irqFields, kernelChecks, list_head, spinlock, taskFields } from '../primitives/index.ts';

const pages = size('pages', 8);
const maxOrder = size('max_order', 3);

/**
 * A list of pages, linked by &page->lru: the heads are those of the buddy lists and of the per-CPU lists, and those that
 * only machines with more in them have: the LRU list, and what compaction takes out of the lists.
 */
export const free_list = list_head(
  'page[].lru',
  'free_area[].MIGRATE_UNMOVABLE',
  'free_area[].MIGRATE_RECLAIMABLE',
  'free_area[].MIGRATE_MOVABLE',
  'free_area[].MIGRATE_RESERVE',
  'pcp[].MIGRATE_UNMOVABLE',
  'pcp[].MIGRATE_RECLAIMABLE',
  'pcp[].MIGRATE_MOVABLE',
  'zone.inactive_list',
  'cc.freepages',
  'cc.migratepages',
);
const pcpTypes = {
  MIGRATE_UNMOVABLE: free_list,
  MIGRATE_RECLAIMABLE: free_list,
  MIGRATE_MOVABLE: free_list,
};

/** An order, or one more than the highest where a loop has gone past it. */
export const order = () => count(maxOrder);
/** MIGRATE_UNMOVABLE to MIGRATE_RESERVE, by their numbers in include/linux/mmzone.h. */
export const migratetype = () => count(3);
/** How many pages. */
export const nr_pages = () => count(pages);

const shape = {
  /** struct page; its row is its pfn, and the zone begins at 0. */
  page: table(pages, {
    /** `_count`: 0 where nobody has the page, and in a block but for its first page. */
    count: count(size('page_refs', 1)),
    PG_buddy: bool(),
    /** page_private(): the order of a free block at its first page, or the migrate type on a per-CPU list. */
    private: count(3),
    lru: free_list,
    /** At the first page of a block that somebody has, one more than its order: users know it, the page does not. */
    held: ghost(count(maxOrder)),
    /** It belongs to the buddy lists, also where a block that it is in is being split or merged. */
    free: ghost(bool()),
  }),
  /** zone->free_area: by its order, the lists by migrate type, and how many blocks are on all of them. */
  free_area: table(maxOrder, { ...pcpTypes, MIGRATE_RESERVE: free_list, nr_free: count(pages) }),
  /** zone->pageblock_flags: the migrate type of as many equal blocks as there are rows. */
  pageblock: table(size('pageblocks', 2), { migratetype: count(3) }),
  zone: record({
    lock: spinlock(),
    /** vm_stat[NR_FREE_PAGES]; with a stat_threshold of 0 no CPU keeps a part of it to itself. */
    NR_FREE_PAGES: count(pages),
    /** watermark[WMARK_LOW] */
    low: count(pages),
  }),
  /** zone->pageset->pcp of each CPU, by the CPU's number. */
  pcp: table(size('cpus', 2), {
    ...pcpTypes,
    count: count(pages),
    high: constant(size('pcp_high', 2)),
    batch: constant(size('pcp_batch', 2)),
  }),
  /** The page of a transfer that is done: its interrupt frees it. */
  done: pointer('page'),
  task: tasks({ ...taskFields(), ...irqFields() }),
};

/** The state of the machine: one zone of one node. */
export interface Zone extends StateOf<typeof shape> {}

/** The buddy lists of a zone and the per-CPU lists in front of them, at the granularity of include/linux/mmzone.h. */
export const zone = machine<typeof shape, Zone>(shape, kernelChecks);

/** enum migratetype without MIGRATE_ISOLATE: the place of a name is its number. */
export const migratetypes = [
  'MIGRATE_UNMOVABLE',
  'MIGRATE_RECLAIMABLE',
  'MIGRATE_MOVABLE',
  'MIGRATE_RESERVE',
] as const;
/** What nobody takes back with little effort. */
export const MIGRATE_UNMOVABLE = 0;
/** What reclaim takes back. */
export const MIGRATE_RECLAIMABLE = 1;
/** What can be migrated elsewhere. */
export const MIGRATE_MOVABLE = 2;
/** What is kept for allocations that must not fail. */
export const MIGRATE_RESERVE = 3;
/** How many types have a per-CPU list: the first ones. */
export const MIGRATE_PCPTYPES = 3;

/** A thread that has a block. */
export interface HasPage {
  page: Ptr<'page'>;
}
/** A thread that has an order. */
export interface HasOrder {
  readonly order: number;
}
/** A thread that has a migrate type. */
export interface HasType {
  readonly migratetype: number;
}
/** The parameter of who is given a block, by its first page. */
export const page = { page: pointer('page') };

/** zone->lock */
export const zone_lock = (s: Zone) => s.zone.lock;
/** The first page of a thread's block. */
export const page_of = (s: Zone, my: HasPage) => deref(s.page, my.page);
/** `if (page)` */
export const has_page = (_s: Zone, my: HasPage) => my.page !== null;

/** The orders of the machine are below it. */
export const MAX_ORDER = (s: Zone) => s.free_area.length;
/** pageblock_nr_pages */
export const pageblock_nr_pages = (s: Zone) => s.page.length / s.pageblock.length;
/** pageblock_order */
export const pageblock_order = (s: Zone) => Math.log2(pageblock_nr_pages(s));
/** The row of the pageblock that a page is in. */
export const pageblock_of = (s: Zone, pfn: number) => s.pageblock[Math.floor(pfn / pageblock_nr_pages(s))]!;
