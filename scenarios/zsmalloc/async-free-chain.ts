import { always, design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { huge_in_zspage } from '../../model/zsmalloc/v5_17/hugeInZspage.ts';
import { remove_zspage_isolation } from '../../model/zsmalloc/v5_17/removeIsolation.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { lock_pages_under_read_lock, verify_after_lock_page } from '../../model/zsmalloc/v5_19/rejected.ts';
import { type Zs, zs } from '../../model/zsmalloc/zs.ts';
import { lockedAsAWhole } from '../../properties/zsmalloc/chain.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { allGivenBack, noEmptyZspage } from '../../properties/zsmalloc/progress.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import {
  isolatedStays,
  lastObject,
  lastObjectTested,
  poolStays,
} from '../../properties/zsmalloc/unreachable.ts';
import {
  movableWhileHeld,
  neverRefused,
  neverRefusedByBatch,
  oneCompactor,
  oneCompactorOfOps,
  oneToFree,
  secondPageLocked,
} from '../../properties/zsmalloc/untakenWays.ts';
import { chainOfTwo, migrateBesideFree } from './situations.ts';

const { free, worker } = migrateBesideFree.threads;

const since5_19 = { ...neverRefused, ...lastObjectTested };
const since6_3 = { ...neverRefusedByBatch, ...lastObjectTested };

const lockedPagesOwned = always('nobody locks a page that is free', (s: Zs) =>
  s.page.every(({ lock, refcount }) => lock.owner === null || refcount > 0),
);

/** 4.14 fails here for another reason, see empty-forever; async-free-origin has the designs before 5.17. */
export default scenario('zsmalloc/async-free-chain', {
  summary: 'the worker locks the pages of an empty zspage one by one, while the VM migrates one of them',
  machine: zs,
  ...chainOfTwo,
  threads: {
    migrate: thread(compact_zone, { page: 1 }),
    first: thread(compact_zone, { page: 0 }, { optional: true }),
    free,
    worker,
  },
  properties: [
    handleResolves,
    dataKept,
    lockedPagesOwned,
    lockedAsAWhole,
    referencesHeld,
    noEmptyZspage,
    allGivenBack,
  ],
  unreachable: { ...oneToFree, ...oneCompactor, ...secondPageLocked },
  designs: {
    '5.3': design(releases['5.3'], holds, {
      unreachable: { ...isolatedStays, ...lastObject, ...poolStays, ...movableWhileHeld },
    }),
    '5.3+94b8f3ea78ed+c4549b871102': design(
      [...releases['5.3'], huge_in_zspage, remove_zspage_isolation],
      violated('null-pointer-dereference', 'lock_zspage.get_next_page'),
    ),
    '5.17': design(releases['5.17'], violated('null-pointer-dereference', 'lock_zspage.get_next_page')),
    '5.17+read-lock': design(
      [...releases['5.17'], lock_pages_under_read_lock],
      violated('lockdep', 'lock_zspage.lock_page'),
    ),
    '5.17+verify': design([...releases['5.17'], verify_after_lock_page], violated(lockedPagesOwned.name)),
    '5.19': design(releases['5.19'], holds, { unreachable: since5_19 }),
    '6.2': design(releases['6.2'], holds, { unreachable: since5_19 }),
    '6.5': design(releases['6.5'], holds, { unreachable: since6_3 }),
    '6.11': design(releases['6.11'], holds, { unreachable: since6_3 }),
    '6.17': design(releases['6.17'], holds, { unreachable: { ...lastObjectTested, ...oneCompactorOfOps } }),
  },
  abstractions: [...zsmallocAbstractions, wordsApart],
});
