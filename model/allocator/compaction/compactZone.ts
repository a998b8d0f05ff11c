import { call, goto, pointer, unless, when } from '../../language/index.ts';
import {
  list_entries,
  list_first_entry_or_null,
  list_del as listDel,
  VM_BUG_ON,
} from '../../primitives/index.ts';
import { __free_pages } from '../freePage.ts';
import { nr_pages, order, pageblock_nr_pages } from '../zone.ts';
import { compact_finished, result } from './compactFinished.ts';
import { isolate_migratepages } from './isolateMigratepages.ts';
import { type Compaction, compaction, freepages, lru, migratepages } from './machine.ts';
import { migrate_pages } from './migratePages.ts';

const uncount = (s: Compaction) => {
  s.cc.nr_freepages--;
};

/** What is left of cc->freepages is free again. */
export const release_freepages = compaction.fn(
  'release_freepages',
  'mm/compaction.c v2.6.35',
  {},
  { page: pointer('page'), order: order() },
  {
    list_for_each_entry_safe: unless(list_first_entry_or_null(freepages, 'page[].lru', 'page'), 'return'),
    list_del: listDel(lru),
    __free_page: call(__free_pages),
    'cc->nr_freepages--': goto('list_for_each_entry_safe', uncount),
  },
);

interface Running {
  nr: number;
  ret: string;
}
const start = (s: Compaction) => {
  const block = pageblock_nr_pages(s);
  s.cc.migrate_pfn = 0;
  s.cc.free_pfn = s.page.length - (s.page.length % block);
};
const goes_on = (_s: Compaction, my: Running) => my.ret === 'COMPACT_CONTINUE';
const none = (_s: Compaction, my: Running) => {
  const { nr } = my;
  my.nr = 0;
  return nr === 0;
};
/** migrate_pages() knows nothing of compact_control, so that the pages on its lists are counted. */
const update_nr_listpages = (s: Compaction) => {
  s.cc.nr_migratepages = list_entries(s, migratepages(), 'page[].lru').length;
  s.cc.nr_freepages = list_entries(s, freepages(), 'page[].lru').length;
};
const accounted = (s: Compaction) => VM_BUG_ON(s.cc.nr_freepages !== 0, 'cc->nr_freepages != 0');

/**
 * Moves what can be moved from the beginning of the zone to its end, until compact_finished() says that it is enough.
 */
export const compact_zone = compaction.fn(
  'compact_zone',
  'mm/compaction.c v2.6.35, whose migrate_pages() has put back what is not migrated',
  {},
  { nr: nr_pages(), ret: result() },
  {
    'migrate_pfn = zone_start_pfn, free_pfn = zone_end_pfn': start,
    compact_finished: call(compact_finished, { ret: 'ret' }),
    'ret == COMPACT_CONTINUE': unless(goes_on, 'release_freepages'),
    isolate_migratepages: call(isolate_migratepages, { nr: 'nr' }),
    '!nr': when(none, 'compact_finished'),
    migrate_pages: call(migrate_pages),
    update_nr_listpages: goto('compact_finished', update_nr_listpages),
    release_freepages: call(release_freepages),
    'VM_BUG_ON(cc->nr_freepages != 0)': accounted,
  },
);
