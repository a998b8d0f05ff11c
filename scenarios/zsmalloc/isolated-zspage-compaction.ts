import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { firstPageLayout, poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_compact } from '../../model/zsmalloc/zsCompact.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { zram_write } from '../../model/zsmalloc/zsMap.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { notFreedWhileCompacted } from '../../properties/zsmalloc/isolation.ts';
import { isolatedStays, onePage, roomForOne } from '../../properties/zsmalloc/unreachable.ts';
import {
  onePageTried,
  oneSource,
  roomForOneUnpinned,
} from '../../properties/zsmalloc/unreachableSince5_17.ts';
import {
  movableOpsWhileHeld,
  movableWhileHeld,
  neverRefused,
  neverRefusedByBatch,
  oneCompactor,
  oneCompactorOfOps,
  onePageFreed,
  onePageIsolated,
  onePageLocked,
  oneToFree,
} from '../../properties/zsmalloc/untakenWays.ts';

const contents = { objs_per_zspage: 2, zspages: [[0], [1]] };

/** isolated-zspage for the third meaning of the word: a zspage that zs_compact has off its list. */
export default scenario('zsmalloc/isolated-zspage-compaction', {
  summary: 'objects of a zspage are freed, and its page is migrated, while zs_compact empties it',
  machine: zs,
  sizes: { pages: 3, zspages: 3, handles: 4 },
  threads: {
    compact: thread(zs_compact, {}),
    migrate: thread(compact_zone, { page: 1 }, { optional: true }),
    free: thread(zs_free, { handle: 1 }, { optional: true }),
    write: thread(zram_write, { handle: 0 }, { optional: true }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: {
    'a page is free': poolOf(contents, zspageLayout),
    'no page is free': poolOf({ objs_per_zspage: 2, zspages: [[0], [1], [2, 3]] }, zspageLayout),
  },
  properties: [notFreedWhileCompacted, handleResolves, dataKept],
  unreachable: { ...oneCompactor, ...movableWhileHeld, ...oneToFree, ...onePageFreed },
  designs: {
    v3: design(releases.v3, violated('BUG_ON', 'zs_page_isolate.remove_zspage'), {
      initial: poolOf(contents, firstPageLayout),
    }),
    '4.8': design(releases['4.8'], holds, {
      unreachable: { ...isolatedStays, ...onePage, ...onePageIsolated, ...onePageLocked, ...roomForOne },
    }),
    '5.19': design(releases['5.19'], holds, {
      unreachable: { ...onePageTried, ...roomForOneUnpinned, ...neverRefused },
    }),
    '6.5': design(releases['6.5'], holds, {
      unreachable: { ...onePageTried, ...oneSource, ...neverRefusedByBatch },
    }),
    '6.17': design(releases['6.17'], holds, {
      unreachable: { ...onePageTried, ...oneSource, ...oneCompactorOfOps, ...movableOpsWhileHeld },
    }),
  },
  abstractions: [...zsmallocAbstractions, wordsApart],
});
