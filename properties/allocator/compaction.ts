import {
  type Compaction,
  freepages,
  mapcount,
  migratepages,
} from '../../model/allocator/compaction/machine.ts';
import { always, atTheEnd, everyStep, type Row, sometimes } from '../../model/language/index.ts';
import { list_entries } from '../../model/primitives/index.ts';

/** The pages that wait to be moved. */
const isolated = (s: Compaction) => list_entries(s, migratepages(), 'page[].lru');

/** Who has stored something at an address finds it there, whatever page is behind it. */
export const contentsStay = always('what has been stored at an address is found there', (s: Compaction) =>
  s.pte.every(({ page, stored }) => page === null || s.page[page]!.contents === stored),
);

/** Those of users, and that of a transfer. */
const references = (s: Compaction, page: Row<'page'>) => mapcount(s, page) + (s.done === page ? 1 : 0);

/** Whatever page was isolated is a user's again, or free; nothing is left on the lists or in the counts of compaction. */
export const givenBack = atTheEnd('what was isolated is put back, freed or migrated', (s: Compaction) => {
  const inUse = s.page.flatMap(({ held, PG_lru, count }, i) =>
    held === 0 ? [] : [{ held, PG_lru, count, i }],
  );
  const pinned = inUse.filter(({ PG_lru }) => !PG_lru).reduce((sum, { held }) => sum + 2 ** (held - 1), 0);
  return (
    s.zone.NR_ISOLATED === 0 &&
    list_entries(s, freepages(), 'page[].lru').length === 0 &&
    isolated(s).length === 0 &&
    pinned === s.zone.unmovable &&
    inUse.every(({ PG_lru, count, i }) => !PG_lru || (count > 0 && count === references(s, i as never)))
  );
});

/** The migrate scanner never goes back. */
export const migrateScannerRises = everyStep(
  'the migrate scanner never goes down',
  (before: Compaction, after) => after.cc.migrate_pfn >= before.cc.migrate_pfn,
);

/** What is moved lies below what it is moved to. */
export const belowTheFreeScanner = always(
  'what is isolated to be moved is below the free scanner',
  (s: Compaction) => isolated(s).every((page) => page < s.cc.free_pfn),
);

/** The free scanner never goes back, once it is at the end of the zone. */
export const freeScannerFalls = everyStep(
  'the free scanner never goes up',
  (before: Compaction, after) => before.cc.free_pfn === 0 || after.cc.free_pfn <= before.cc.free_pfn,
);

/** Nothing is moved twice. */
export const movedOnce = always('no page is a target and then a source', (s: Compaction) =>
  isolated(s).every((page) => !s.page[page]!.target),
);

/** Who takes pages to move something to leaves more than the low watermark. */
export const watermarkStays = everyStep(
  'compaction takes nothing from below the low watermark',
  (before: Compaction, after, threads) =>
    !threads.some((thread) => thread.mayBeAt('*.split_page')) ||
    after.zone.NR_FREE_PAGES >= before.zone.NR_FREE_PAGES ||
    after.zone.NR_FREE_PAGES > after.zone.low,
);

/** What a run is for, and what comes between. */
export const compactionWitnesses = [
  sometimes('a page has been moved', (s: Compaction) =>
    s.pte.some(({ page }) => page !== null && s.page[page]!.target && s.page[page]!.PG_lru),
  ),
  sometimes(
    'a page is freed by its user while it is isolated',
    (s: Compaction, threads) =>
      // Behind that label it may be one that has been moved.
      threads.some((thread) => thread.mayBeAt('*.unmap_and_move.page_count(page) == 1')) &&
      isolated(s).some((page) => s.page[page]!.count === 1 && mapcount(s, page) === 0),
  ),
  sometimes('a page is pinned while it is isolated', (s: Compaction) =>
    isolated(s).some((page) => s.page[page]!.count > 1 + mapcount(s, page)),
  ),
  sometimes(
    'a run ends with free pages that it did not need',
    (s: Compaction, threads) =>
      threads.some((thread) => thread.mayBeAt('release_freepages.*')) && s.cc.nr_freepages > 0,
  ),
];
