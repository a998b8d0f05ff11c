import { design, holds, scenario, sometimes, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { leave_dst_unlocked, leave_newpage_unlocked } from '../../model/migration/unlockedNewpage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { type Zs, zs } from '../../model/zsmalloc/zs.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { allGivenBack } from '../../properties/zsmalloc/progress.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import { isolatedStays, lastObject, lastObjectTested } from '../../properties/zsmalloc/unreachable.ts';
import { firstPageStays } from '../../properties/zsmalloc/unreachableSince5_17.ts';
import {
  firstPageUnlocked,
  neverRefused,
  neverRefusedByBatch,
  nothingBeginsThere,
  oneCompactor,
  oneCompactorOfOps,
  onePageIsolated,
  oneToFree,
  secondPageLocked,
} from '../../properties/zsmalloc/untakenWays.ts';
import { chainOfTwo, migrateBesideFree } from './situations.ts';

const { free, worker } = migrateBesideFree.threads;
const kept = { ...isolatedStays, ...lastObject, ...onePageIsolated, ...nothingBeginsThere };
const since6_17 = { ...firstPageStays, ...lastObjectTested };
const since5_19 = { ...since6_17, ...neverRefused };
const since6_3 = { ...since6_17, ...neverRefusedByBatch };
const unlocked = (release: '4.8' | '5.19' | '6.2') => [...releases[release], leave_newpage_unlocked];
const dst_unlocked = (release: '6.5' | '6.17') => [...releases[release], leave_dst_unlocked];

export default scenario('zsmalloc/newpage-lock', {
  summary: 'a zspage is freed while the VM still has the page that it has been migrated to',
  machine: zs,
  ...chainOfTwo,
  threads: {
    migrate: thread(compact_zone, { page: 1 }),
    again: thread(compact_zone, { page: 2 }, { optional: true }),
    free,
    worker,
  },
  properties: [
    handleResolves,
    dataKept,
    referencesHeld,
    allGivenBack,
    sometimes(
      'the zspage is gone before the VM lets go of its new page',
      (s: Zs, { migrate }) =>
        !s.zspage[0]!.slab.inuse &&
        migrate!.at(['unmap_and_move.put_newpage', 'migrate_pages_batch.put_newpage']),
    ),
  ],
  unreachable: { ...oneCompactor, ...firstPageUnlocked, ...secondPageLocked, ...oneToFree },
  designs: {
    '4.8': design(releases['4.8'], holds, { unreachable: kept }),
    '4.8+unlocked': design(unlocked('4.8'), holds, { unreachable: kept }),
    '5.19': design(releases['5.19'], holds, { unreachable: since5_19 }),
    '5.19+unlocked': design(unlocked('5.19'), violated('BUG_ON', 'zs_page_migrate.get_page')),
    '6.2': design(releases['6.2'], holds, { unreachable: since5_19 }),
    '6.2+unlocked': design(unlocked('6.2'), violated('BUG_ON', 'zs_page_migrate.get_page')),
    '6.5': design(releases['6.5'], holds, { unreachable: since6_3 }),
    '6.5+unlocked': design(dst_unlocked('6.5'), violated('BUG_ON', 'zs_page_migrate.get_page')),
    '6.17': design(releases['6.17'], holds, { unreachable: { ...since6_17, ...oneCompactorOfOps } }),
    '6.17+unlocked': design(dst_unlocked('6.17'), violated('BUG_ON', 'zs_page_migrate.get_page')),
  },
  abstractions: [...zsmallocAbstractions, wordsApart],
});
