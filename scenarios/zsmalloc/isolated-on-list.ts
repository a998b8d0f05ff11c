import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { firstPageLayout, poolOf } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { keep_on_list } from '../../model/zsmalloc/v3/remedies.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { isolatedCounted, objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { noFreedOnList } from '../../properties/zsmalloc/lists.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import { isolatedIsMovable } from '../../properties/zsmalloc/unreachable.ts';
import { oneCompactor, pageToMigrateTo } from '../../properties/zsmalloc/untakenWays.ts';

export default scenario('zsmalloc/isolated-on-list', {
  summary: 'the last object of an isolated zspage is freed: does a list still lead to it?',
  machine: zs,
  sizes: { pages: 3, zspages: 3, handles: 3 },
  threads: {
    migrate: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }),
    other: thread(zs_free, { handle: 1 }),
  },
  initial: poolOf({ objs_per_zspage: 2, zspages: [[0], [1, 2]] }, firstPageLayout),
  properties: [handleResolves, dataKept, noFreedOnList, isolatedCounted, objectsCounted, referencesHeld],
  designs: {
    v3: design(releases.v3, holds, {
      unreachable: { ...isolatedIsMovable, ...oneCompactor, ...pageToMigrateTo },
    }),
    'v3+keep-on-list': design([...releases.v3, keep_on_list], violated(noFreedOnList.name)),
  },
  abstractions: zsmallocAbstractions,
});
