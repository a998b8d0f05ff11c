import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { firstPageLayout, poolOf, v4Layout, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { free_under_class_lock } from '../../model/zsmalloc/v3/freeUnderClassLock.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { isolatedCounted, objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import {
  isolatedIsMovable,
  isolatedStays,
  lastObject,
  lastObjectOfV3,
  noWorkOfV3,
  onePage,
} from '../../properties/zsmalloc/unreachable.ts';

const contents = { objs_per_zspage: 2, zspages: [[0]] };
const firstPage = { initial: poolOf(contents, firstPageLayout) };

export default scenario('zsmalloc/free-under-class-lock', {
  summary:
    'a zspage is freed while the VM gives its page back: may the freer wait for the page under class->lock?',
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 1 },
  threads: {
    migrate: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf(contents, zspageLayout),
  properties: [handleResolves, dataKept, isolatedCounted, objectsCounted, referencesHeld],
  designs: {
    v3: design(releases.v3, holds, {
      ...firstPage,
      unreachable: { ...noWorkOfV3, ...isolatedIsMovable, ...lastObjectOfV3 },
    }),
    'v3+free-under-class-lock': design(
      [...releases.v3, free_under_class_lock],
      violated('deadlock'),
      firstPage,
    ),
    v4: design(releases.v4, holds, {
      initial: poolOf(contents, v4Layout),
      unreachable: { ...onePage, ...lastObject },
    }),
    '4.8': design(releases['4.8'], holds, {
      unreachable: { ...onePage, ...lastObject, ...isolatedStays },
    }),
  },
  abstractions: zsmallocAbstractions,
});
