import {
  addressOf,
  bool,
  constant,
  count,
  ghost,
  type Ptr,
  pointer,
  range,
  record,
  type StateOf,
  size,
  table,
} from '../../language/index.ts';
import { pageContents, spinlock, storedContents } from '../../primitives/index.ts';
import { free_list, type HasPage, migratetype, nr_pages, zone } from '../zone.ts';

/** A page frame number, or one behind the zone, as far as a scanner comes. */
export const pfn = () => count(size('pfns', 14));
/** How many users' addresses there are. */
const addresses = size('ptes', 3);

const shape = {
  page: {
    PG_lru: bool(),
    /** What its user has stored there: one more than the row of the address. */
    contents: pageContents(addresses),
    /** Compaction has moved something to it. */
    target: ghost(bool()),
  },
  zone: {
    lru_lock: spinlock(),
    /** zone->lru[]: one list for all pages that can be moved. */
    inactive_list: free_list,
    /** NR_ISOLATED_ANON and NR_ISOLATED_FILE */
    NR_ISOLATED: nr_pages(),
    /** How many allocations have been refused compaction since it failed, and how many will be, as a power of two. */
    compact_considered: count(64),
    compact_defer_shift: count(6),
    /** Of -mm: jiffies is before zone->compact_resume. */
    compact_resume: bool(),
    /** How many allocations have been refused compaction one after the other, up to 64. */
    refusals: ghost(count(64)),
    /** How many pages in use cannot be moved. */
    unmovable: ghost(nr_pages()),
  },
  /** struct compact_control, on the stack of the one who compacts. */
  cc: record({
    freepages: free_list,
    migratepages: free_list,
    nr_freepages: nr_pages(),
    nr_migratepages: nr_pages(),
    free_pfn: pfn(),
    migrate_pfn: pfn(),
    /** -1 of who wants the whole zone compacted. */
    order: range(-1, 3),
    migratetype: migratetype(),
  }),
  sysctl_extfrag_threshold: count(1000),
  COMPACT_CLUSTER_MAX: constant(size('cluster_max', 2)),
  /** How often migrate_pages() goes over its list: 10 in the kernel. */
  PASSES: constant(size('passes', 2)),
  /** fatal_signal_pending() of the one who compacts. */
  fatal_signal: bool(),
  /** The ptes that map users' pages. */
  pte: table(addresses, { page: pointer('page'), stored: storedContents(addresses) }),
};

const machine = zone.extend(shape);
/** The state of the machine. */
export interface Compaction extends StateOf<(typeof machine)['root']['fields']> {}
/** A zone, users' pages on its LRU list, and one task that compacts it. */
export const compaction = zone.extend<typeof shape, Compaction>(shape);

/** &page->lru */
export const lru = (_s: Compaction, my: HasPage) => addressOf('page[].lru', my.page);
/** &zone->lru[], of all pages */
export const inactive_list = () => 'zone.inactive_list';
/** &cc->freepages */
export const freepages = () => 'cc.freepages';
/** &cc->migratepages */
export const migratepages = () => 'cc.migratepages';
/** zone->lru_lock */
export const lru_lock = (s: Compaction) => s.zone.lru_lock;

/** Whether the page frame number is one of the zone. */
export const pfn_valid = (s: Compaction, of: number) => of < s.page.length;
/** How many users' addresses the page is behind. */
export const mapcount = (s: Compaction, page: Ptr<'page'>) => s.pte.filter((pte) => pte.page === page).length;
