import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { init_list_head } from '../../model/zsmalloc/v4/initListHead.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zram_store_and_free } from '../../model/zsmalloc/zsMap.ts';
import { isolatedCounted, objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { noFreedOnList, offListIsTaken, onItsList } from '../../properties/zsmalloc/lists.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import { firstUser, isolatedStays, lastObject, onePage } from '../../properties/zsmalloc/unreachable.ts';
import {
  oneCompactor,
  onePageAllocated,
  onePageMigrated,
  pageToMigrateTo,
} from '../../properties/zsmalloc/untakenWays.ts';

export default scenario('zsmalloc/huge-class', {
  summary: 'a class of one object a zspage goes from empty to full at once: is its zspage ever on a list?',
  machine: zs,
  sizes: { pages: 2, zspages: 1, handles: 1 },
  threads: {
    user: thread(zram_store_and_free, {}),
    migrate: thread(compact_zone, { page: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf({ objs_per_zspage: 1, zspages: [] }, zspageLayout),
  properties: [
    handleResolves,
    dataKept,
    offListIsTaken,
    noFreedOnList,
    onItsList,
    isolatedCounted,
    objectsCounted,
    referencesHeld,
  ],
  designs: {
    v4: design(releases.v4, violated('BUG_ON', 'free_zspage.list_add')),
    'v4+init-list-head': design([...releases.v4, init_list_head], violated(offListIsTaken.name)),
    '4.8': design(releases['4.8'], holds, {
      unreachable: {
        ...onePage,
        ...onePageAllocated,
        ...onePageMigrated,
        ...oneCompactor,
        ...pageToMigrateTo,
        ...lastObject,
        ...isolatedStays,
        ...firstUser,
      },
    }),
  },
  abstractions: zsmallocAbstractions,
});
