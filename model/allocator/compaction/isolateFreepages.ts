import { bool, call, goto, pointer, row, unless } from '../../language/index.ts';
import { list_add as listAdd, spin_lock_irqsave, spin_unlock_irqrestore } from '../../primitives/index.ts';
import {
  type HasPage,
  MIGRATE_MOVABLE,
  MIGRATE_RESERVE,
  nr_pages,
  page_of,
  pageblock_nr_pages,
  pageblock_of,
  pageblock_order,
  zone_lock,
} from '../zone.ts';
import { type Compaction, compaction, freepages, lru, pfn, pfn_valid } from './machine.ts';
import { split_free_page } from './splitFreePage.ts';

const list_add = listAdd(lru, freepages);

interface Block extends HasPage {
  readonly blockpfn: number;
  cursor: number;
  end_pfn: number;
  isolated: number;
  total_isolated: number;
}
const start = (s: Compaction, my: Block) => {
  my.cursor = my.blockpfn;
  my.end_pfn = Math.min(my.blockpfn + pageblock_nr_pages(s), s.page.length);
};
/** `for (; blockpfn < end_pfn; blockpfn += isolated or 1)` */
const next_page = (_s: Compaction, my: Block) => {
  if (my.page !== null) my.cursor += Math.max(my.isolated, 1);
  if (my.cursor >= my.end_pfn) return false;
  my.page = row('page', my.cursor);
  my.isolated = 0;
  return true;
};
const PageBuddy = (s: Compaction, my: Block) => page_of(s, my).PG_buddy;
const add = (s: Compaction, my: Block) => {
  my.total_isolated += my.isolated;
  for (let i = 0; i < my.isolated; i++) list_add(s, { page: row('page', my.page! + i) });
};

/** Takes the free blocks of a pageblock as single pages to cc->freepages; `total_isolated` is how many. Under zone->lock. */
export const isolate_freepages_block = compaction.fn(
  'isolate_freepages_block',
  'mm/compaction.c v2.6.35',
  { blockpfn: pfn() },
  { cursor: pfn(), end_pfn: pfn(), page: pointer('page'), isolated: nr_pages(), total_isolated: nr_pages() },
  {
    'end_pfn = min(blockpfn + pageblock_nr_pages, zone_end_pfn)': start,
    'for (; blockpfn < end_pfn; blockpfn++)': unless(next_page, 'return'),
    PageBuddy: unless(PageBuddy, 'for (; blockpfn < end_pfn; blockpfn++)'),
    split_free_page: call(split_free_page, { isolated: 'isolated' }),
    list_add: goto('for (; blockpfn < end_pfn; blockpfn++)', add),
  },
);

/** The free scanner on its way down. */
export interface FreeScanning {
  pfn: number;
  low_pfn: number;
  high_pfn: number;
  nr_freepages: number;
  isolated: number;
}
/** Where it begins, where the migrate scanner is, and where it will be if nothing is isolated. */
export const load = (s: Compaction, my: FreeScanning) => {
  my.pfn = s.cc.free_pfn + pageblock_nr_pages(s);
  my.low_pfn = s.cc.migrate_pfn + pageblock_nr_pages(s);
  my.high_pfn = my.low_pfn;
  my.nr_freepages = s.cc.nr_freepages;
};
/** The next pageblock, from the one at the free scanner on; false where the scanners meet or enough is isolated. */
const next_block = (s: Compaction, my: FreeScanning) => {
  my.pfn -= pageblock_nr_pages(s);
  return my.pfn > my.low_pfn && s.cc.nr_migratepages > my.nr_freepages;
};
const valid = (s: Compaction, my: FreeScanning) => pfn_valid(s, my.pfn);
/** A block of the type, or one that would give its type to what is moved there. */
const suitable_migration_target = (s: Compaction, my: FreeScanning) => {
  const { migratetype } = pageblock_of(s, my.pfn);
  if (migratetype === MIGRATE_RESERVE) return false;
  const { PG_buddy, private: order } = s.page[my.pfn]!;
  return (PG_buddy && order >= pageblock_order(s)) || migratetype === MIGRATE_MOVABLE;
};
const isolates = (_s: Compaction, my: FreeScanning) => {
  my.nr_freepages += my.isolated;
  if (my.isolated > 0) my.high_pfn = Math.max(my.high_pfn, my.pfn);
  my.isolated = 0;
};
const finish = (s: Compaction, my: FreeScanning) => {
  s.cc.free_pfn = my.high_pfn;
  s.cc.nr_freepages = my.nr_freepages;
};

/** Takes free pages from the free scanner downwards, until there are as many as pages to move or the scanners meet. */
export const isolate_freepages = compaction.fn(
  'isolate_freepages',
  'mm/compaction.c v2.6.35',
  {},
  {
    pfn: pfn(),
    low_pfn: pfn(),
    high_pfn: pfn(),
    nr_freepages: nr_pages(),
    isolated: nr_pages(),
    flags: bool(),
  },
  {
    'high_pfn = low_pfn': load,
    spin_lock_irqsave: spin_lock_irqsave(zone_lock, 'flags'),
    'pfn > low_pfn && cc->nr_migratepages > nr_freepages': unless(next_block, 'spin_unlock_irqrestore'),
    pfn_valid: unless(valid, 'pfn > low_pfn && cc->nr_migratepages > nr_freepages'),
    suitable_migration_target: unless(
      suitable_migration_target,
      'pfn > low_pfn && cc->nr_migratepages > nr_freepages',
    ),
    isolate_freepages_block: call(isolate_freepages_block, { blockpfn: 'pfn', total_isolated: 'isolated' }),
    'high_pfn = max(high_pfn, pfn)': goto('pfn > low_pfn && cc->nr_migratepages > nr_freepages', isolates),
    spin_unlock_irqrestore: spin_unlock_irqrestore(zone_lock, 'flags'),
    'cc->free_pfn = high_pfn': finish,
  },
);
