import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { huge_in_zspage } from '../../model/zsmalloc/v5_17/hugeInZspage.ts';
import { remove_zspage_isolation } from '../../model/zsmalloc/v5_17/removeIsolation.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { lockedAsAWhole } from '../../properties/zsmalloc/chain.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { isolatedStays, lastObject, poolStays } from '../../properties/zsmalloc/unreachable.ts';
import {
  firstPageUnlocked,
  migrationSucceeds,
  movableWhileHeld,
  nothingBeginsThere,
  oneCompactor,
  onePageIsolated,
  oneToFree,
  secondPageLocked,
} from '../../properties/zsmalloc/untakenWays.ts';

const contents = { objs_per_zspage: 2, pages_per_zspage: 2 };

const kept = { ...isolatedStays, ...lastObject };

/** async-free-chain on the designs before it, with a migration of the last page alone. */
export default scenario('zsmalloc/async-free-origin', {
  summary: 'since when can a page of a zspage that the worker frees be migrated?',
  machine: zs,
  sizes: { pages: 4, zspages: 2, handles: 2 },
  threads: {
    migrate: thread(compact_zone, { page: 1 }),
    free: thread(zs_free, { handle: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: {
    'pages are free': poolOf({ ...contents, zspages: [[0]] }, zspageLayout),
    'no page is free': poolOf({ ...contents, zspages: [[0], [1]] }, zspageLayout),
  },
  properties: [handleResolves, dataKept, lockedAsAWhole],
  unreachable: {
    ...oneToFree,
    ...oneCompactor,
    ...movableWhileHeld,
    ...onePageIsolated,
    ...nothingBeginsThere,
    ...secondPageLocked,
    ...firstPageUnlocked,
  },
  designs: {
    '4.8': design(releases['4.8'], holds, { unreachable: kept }),
    '4.14': design(releases['4.14'], holds, {
      unreachable: { ...kept, ...migrationSucceeds },
    }),
    '5.3': design(releases['5.3'], holds, {
      unreachable: { ...kept, ...poolStays, ...migrationSucceeds },
    }),
    '5.3+94b8f3ea78ed': design([...releases['5.3'], huge_in_zspage], holds, {
      unreachable: { ...kept, ...poolStays, ...migrationSucceeds },
    }),
    '5.3+c4549b871102': design([...releases['5.3'], remove_zspage_isolation], violated(lockedAsAWhole.name)),
    '5.3+94b8f3ea78ed+c4549b871102': design(
      [...releases['5.3'], huge_in_zspage, remove_zspage_isolation],
      violated('null-pointer-dereference', 'lock_zspage.get_next_page'),
    ),
    '5.17': design(releases['5.17'], violated('null-pointer-dereference', 'lock_zspage.get_next_page')),
  },
  abstractions: [...zsmallocAbstractions, wordsApart],
});
