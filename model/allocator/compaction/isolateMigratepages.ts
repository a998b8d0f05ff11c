import { atomically, goto, oneStep, pointer, row, unless, when } from '../../language/index.ts';
import {
  atomic_inc_not_zero,
  list_add as listAdd,
  spin_lock_irq,
  spin_unlock_irq,
} from '../../primitives/index.ts';
import { type HasPage, nr_pages, page_of, pageblock_nr_pages } from '../zone.ts';
import { del_page_from_lru, PageLRU } from './lru.ts';
import { type Compaction, compaction, lru, lru_lock, migratepages, pfn, pfn_valid } from './machine.ts';
import { why } from './why.ts';

interface Scanning extends HasPage {
  low_pfn: number;
  end_pfn: number;
  nr: number;
}

const ALIGN = (pfn: number, to: number) => Math.ceil(pfn / to) * to;
const start = (s: Compaction, my: Scanning) => {
  const block = pageblock_nr_pages(s);
  my.low_pfn = s.cc.migrate_pfn;
  my.end_pfn = ALIGN(my.low_pfn + block, block);
};
const skips = (s: Compaction, my: Scanning) => my.end_pfn > s.cc.free_pfn || !pfn_valid(s, my.low_pfn);
const skip = (s: Compaction, my: Scanning) => {
  s.cc.migrate_pfn = my.end_pfn;
};
/** `for (; low_pfn < end_pfn; low_pfn++)` */
const next = (_s: Compaction, my: Scanning) => {
  if (my.page !== null) my.low_pfn++;
  if (my.low_pfn >= my.end_pfn) return false;
  my.page = row('page', my.low_pfn);
  return true;
};
const PageBuddy = (s: Compaction, my: Scanning) => page_of(s, my).PG_buddy;
const list_add = listAdd(lru, migratepages);
const isolate = (s: Compaction, my: Scanning) => {
  del_page_from_lru(s, my);
  list_add(s, my);
  s.cc.nr_migratepages++;
};
const is_cluster = (s: Compaction) => s.cc.nr_migratepages === s.COMPACT_CLUSTER_MAX;
const acct_isolated = (s: Compaction) => {
  atomically(() => {
    s.zone.NR_ISOLATED += s.cc.nr_migratepages;
  });
};
const finish = (s: Compaction, my: Scanning) => {
  s.cc.migrate_pfn = my.low_pfn;
  my.nr = s.cc.nr_migratepages;
};

/** Takes what can be moved of the pageblock at the migrate scanner off the LRU list; `nr` is how many pages. */
export const isolate_migratepages = compaction.fn(
  'isolate_migratepages',
  'mm/compaction.c v2.6.35, without too_many_isolated()',
  {},
  { low_pfn: pfn(), end_pfn: pfn(), page: pointer('page'), nr: nr_pages() },
  {
    'end_pfn = ALIGN(low_pfn + pageblock_nr_pages, pageblock_nr_pages)': start,
    'end_pfn > cc->free_pfn || !pfn_valid(low_pfn)': when(skips, 'cc->migrate_pfn = end_pfn'),
    spin_lock_irq: spin_lock_irq(lru_lock),
    'for (; low_pfn < end_pfn; low_pfn++)': unless(next, 'acct_isolated'),
    PageBuddy: when(PageBuddy, 'for (; low_pfn < end_pfn; low_pfn++)'),
    PageLRU: unless(PageLRU, 'for (; low_pfn < end_pfn; low_pfn++)'),
    get_page_unless_zero: unless(
      atomic_inc_not_zero(page_of, 'count'),
      'for (; low_pfn < end_pfn; low_pfn++)',
    ),
    del_page_from_lru_list: oneStep(why.lru_lock, isolate),
    'cc->nr_migratepages == COMPACT_CLUSTER_MAX': unless(is_cluster, 'for (; low_pfn < end_pfn; low_pfn++)'),
    acct_isolated,
    spin_unlock_irq: spin_unlock_irq(lru_lock),
    'cc->migrate_pfn = low_pfn': goto('return', finish),
    'cc->migrate_pfn = end_pfn': skip,
  },
);
