import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { isolatedCounted, objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { noFreedOnList, offListIsTaken, onItsList } from '../../properties/zsmalloc/lists.ts';
import { allGivenBack, noEmptyZspage } from '../../properties/zsmalloc/progress.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import { isolatedStays, lastObject, onePage, poolStays } from '../../properties/zsmalloc/unreachable.ts';

export default scenario('zsmalloc/empty-forever', {
  summary: 'the last object of a zspage is freed while the VM migrates its page',
  machine: zs,
  sizes: { pages: 2, zspages: 1, handles: 1 },
  threads: {
    migrate: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf({ objs_per_zspage: 2, zspages: [[0]] }, zspageLayout),
  properties: [
    handleResolves,
    dataKept,
    noEmptyZspage,
    allGivenBack,
    noFreedOnList,
    onItsList,
    offListIsTaken,
    isolatedCounted,
    objectsCounted,
    referencesHeld,
  ],
  unreachable: { ...onePage, ...lastObject, ...isolatedStays },
  designs: {
    '4.8': design(releases['4.8'], holds),
    '4.14': design(releases['4.14'], violated(noEmptyZspage.name)),
    '5.3': design(releases['5.3'], holds, { unreachable: poolStays }),
  },
  abstractions: zsmallocAbstractions,
});
