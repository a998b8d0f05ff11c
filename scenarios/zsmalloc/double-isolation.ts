import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import {
  firstPageLayout,
  poolOf,
  structLayout,
  v4_7Layout,
  v4Layout,
  zspageLayout,
} from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { because } from '../../properties/zsmalloc/because.ts';
import { isolatedCounted, objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import {
  isolatedStays,
  lastObject,
  lastObjectTested,
  onePage,
  pagesNotMovable,
} from '../../properties/zsmalloc/unreachable.ts';
import {
  leftIsNotMovable,
  offListUnderLock,
  onePageComesAcross,
} from '../../properties/zsmalloc/untakenWays.ts';

const contents = { objs_per_zspage: 2, zspages: [[0]] };
const unreachable = { ...onePage, ...lastObject, ...onePageComesAcross };

export default scenario('zsmalloc/double-isolation', {
  summary:
    'two compactors come across a page while its only object is freed: does one isolate what is no zspage any more?',
  machine: zs,
  threads: {
    isolate: thread(compact_zone, { page: 0 }),
    again: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }, { optional: true }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  sizes: { pages: 3, zspages: 3, handles: 1 },
  initial: poolOf(contents, zspageLayout),
  properties: [handleResolves, dataKept, isolatedCounted, objectsCounted, referencesHeld],
  designs: {
    '4.7': design(releases['4.7'], holds, {
      initial: poolOf(contents, v4_7Layout),
      unreachable: { ...pagesNotMovable(releases['4.7']), ...lastObjectTested },
    }),
    v3: design(releases.v3, violated('BUG_ON'), { initial: poolOf(contents, firstPageLayout) }),
    '4.7+struct-zspage': design(releases['4.7+struct-zspage'], holds, {
      initial: poolOf(contents, structLayout),
      unreachable: {
        ...pagesNotMovable(releases['4.7+struct-zspage']),
        ...lastObjectTested,
        ...because('zspages have one page', 'free_zspage.__free_page: jumps'),
      },
    }),
    v4: design(releases.v4, holds, {
      initial: poolOf(contents, v4Layout),
      unreachable: { ...unreachable, ...offListUnderLock, ...leftIsNotMovable },
    }),
    '4.8': design(releases['4.8'], holds, { unreachable: { ...unreachable, ...isolatedStays } }),
  },
  abstractions: zsmallocAbstractions,
});
