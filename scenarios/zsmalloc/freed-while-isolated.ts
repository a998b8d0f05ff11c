import { design, holds, scenario, sometimes, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { migrate_unchecked } from '../../model/zsmalloc/v6_17/unchecked.ts';
import { type Zs, zs } from '../../model/zsmalloc/zs.ts';
import { isolatesItsOwn } from '../../properties/zsmalloc/chain.ts';
import { freedUntouched } from '../../properties/zsmalloc/checks.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { checkedUnderPageLock, isolatedPageKept } from '../../properties/zsmalloc/isolation.ts';
import { allGivenBack, noEmptyZspage } from '../../properties/zsmalloc/progress.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import { lastObjectTested } from '../../properties/zsmalloc/unreachable.ts';
import { onePageTried } from '../../properties/zsmalloc/unreachableSince5_17.ts';
import {
  movableOpsWhileHeld,
  movableWhileHeld,
  neverRefused,
  neverRefusedByBatch,
  oneToFree,
} from '../../properties/zsmalloc/untakenWays.ts';
import { freePageOrNone, migrateBesideFree } from './situations.ts';

const { migrate, free, worker } = migrateBesideFree.threads;

/**
 * What isolated-zspage asks is violated by design since 5.17. This is what holds instead, and makes it safe: no callback
 * touches a zspage that is freed, which slab-use-after-free and null-pointer-dereference would tell.
 */
export default scenario('zsmalloc/freed-while-isolated', {
  summary: 'a zspage is freed while the VM has its page isolated: who touches what is gone?',
  machine: zs,
  ...freePageOrNone,
  threads: {
    migrate,
    again: thread(compact_zone, { page: 0 }, { optional: true }),
    free,
    worker,
  },
  properties: [
    handleResolves,
    dataKept,
    isolatedPageKept,
    checkedUnderPageLock,
    freedUntouched,
    isolatesItsOwn,
    referencesHeld,
    noEmptyZspage,
    allGivenBack,
    sometimes(
      'the zspage is gone while its page is isolated',
      (s: Zs) => !s.zspage[0]!.slab.inuse && s.page[0]!.PG_isolated,
    ),
  ],
  unreachable: { ...movableWhileHeld, ...oneToFree, ...lastObjectTested },
  designs: {
    '5.17': design(releases['5.17'], violated('null-pointer-dereference', 'lock_zspage.get_next_page')),
    '5.19': design(releases['5.19'], holds, { unreachable: { ...onePageTried, ...neverRefused } }),
    '6.2': design(releases['6.2'], holds, { unreachable: { ...onePageTried, ...neverRefused } }),
    '6.5': design(releases['6.5'], holds, { unreachable: { ...onePageTried, ...neverRefusedByBatch } }),
    '6.11': design(releases['6.11'], holds, { unreachable: { ...onePageTried, ...neverRefusedByBatch } }),
    '6.17': design(releases['6.17'], holds, {
      unreachable: { ...onePageTried, ...movableOpsWhileHeld },
      notAsked: {
        [isolatesItsOwn.name]: 'the driver finds out for itself whether a page is one of its zspages',
      },
    }),
    '6.17+unchecked': design(
      [...releases['6.17'], migrate_unchecked],
      violated('null-pointer-dereference', 'zs_page_migrate.get_zspage'),
    ),
  },
  abstractions: [...zsmallocAbstractions, wordsApart],
});
