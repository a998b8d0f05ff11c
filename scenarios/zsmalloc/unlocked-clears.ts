import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { firstPageLayout, poolOf, v4Layout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { isolatedCounted, objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import { lastObject, onePage } from '../../properties/zsmalloc/unreachable.ts';
import {
  leftIsNotMovable,
  offListUnderLock,
  onePageComesAcross,
} from '../../properties/zsmalloc/untakenWays.ts';

const contents = { objs_per_zspage: 2, zspages: [[0]] };

export default scenario('zsmalloc/unlocked-clears', {
  summary:
    'the VM clears the movable flag of a freed page without its lock, while another compactor isolates it',
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 1 },
  threads: {
    clear: thread(compact_zone, { page: 0 }),
    isolate: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }, { optional: true }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf(contents, v4Layout),
  properties: [handleResolves, dataKept, isolatedCounted, objectsCounted, referencesHeld],
  designs: {
    v3: design(releases.v3, violated('null-pointer-dereference'), {
      initial: poolOf(contents, firstPageLayout),
    }),
    v4: design(releases.v4, holds, {
      unreachable: {
        ...onePage,
        ...onePageComesAcross,
        ...lastObject,
        ...offListUnderLock,
        ...leftIsNotMovable,
      },
    }),
  },
  abstractions: zsmallocAbstractions,
});
