import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import {
  firstPageLayout,
  type Layout,
  poolOf,
  v4_7Layout,
  v4Layout,
  zspageLayout,
} from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { type Zs, zs } from '../../model/zsmalloc/zs.ts';
import { zram_store_and_free } from '../../model/zsmalloc/zsMap.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { isolatedStays, onePage, pagesNotMovable, poolStays } from '../../properties/zsmalloc/unreachable.ts';
import { onePageTried } from '../../properties/zsmalloc/unreachableSince5_17.ts';
import {
  leftIsNotMovable,
  neverRefused,
  neverRefusedByBatch,
  oneCompactor,
  oneCompactorOfOps,
  onePageAllocated,
  onePageFreed,
  onePageIsolated,
  onePageLocked,
  oneToFree,
} from '../../properties/zsmalloc/untakenWays.ts';

const empty = { objs_per_zspage: 2, zspages: [] };

/** An empty pool, with the first `taken` pages, from the last one on, in other hands. */
const without = (taken: number, layout: Layout) => (s: Zs) => {
  poolOf(empty, layout)(s);
  for (const page of s.page.slice(s.page.length - taken)) page.refcount = 1;
};

/** The user's object makes a zspage of its own, or goes into one that is there; where pages are short, one thread gets none. */
const initial = (layout: Layout) => ({
  'no zspage': without(0, layout),
  'a zspage with room': poolOf({ objs_per_zspage: 2, zspages: [[0]] }, layout),
  'one page': without(1, layout),
  'no page': without(2, layout),
});

const onePageAlone = { ...onePage, ...onePageIsolated, ...onePageLocked };

export default scenario('zsmalloc/new-zspage', {
  summary: 'the VM comes across the page of a zspage that is being made',
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 2 },
  threads: {
    user: thread(zram_store_and_free, {}),
    migrate: thread(compact_zone, { page: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: initial(zspageLayout),
  properties: [handleResolves, dataKept],
  unreachable: { ...oneToFree, ...oneCompactor, ...onePageAllocated, ...onePageFreed },
  designs: {
    '4.7': design(releases['4.7'], holds, {
      initial: initial(v4_7Layout),
      unreachable: pagesNotMovable(releases['4.7']),
    }),
    v3: design(releases.v3, violated('BUG_ON'), { initial: initial(firstPageLayout) }),
    v4: design(releases.v4, holds, {
      initial: initial(v4Layout),
      unreachable: { ...onePageAlone, ...leftIsNotMovable },
    }),
    '4.8': design(releases['4.8'], holds, { unreachable: { ...onePageAlone, ...isolatedStays } }),
    '5.3': design(releases['5.3'], holds, {
      unreachable: { ...onePageAlone, ...isolatedStays, ...poolStays },
    }),
    '5.19': design(releases['5.19'], holds, { unreachable: { ...onePageTried, ...neverRefused } }),
    '6.5': design(releases['6.5'], holds, { unreachable: { ...onePageTried, ...neverRefusedByBatch } }),
    '6.17': design(releases['6.17'], holds, { unreachable: { ...onePageTried, ...oneCompactorOfOps } }),
  },
  abstractions: zsmallocAbstractions,
});
