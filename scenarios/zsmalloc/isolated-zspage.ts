import { design, holds, scenario, sometimes, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { firstPageLayout, poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { type Zs, zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { notFreedWithPageIsolated } from '../../properties/zsmalloc/isolation.ts';
import { isolatedStays, lastObject, onePage, poolStays } from '../../properties/zsmalloc/unreachable.ts';

const contents = { objs_per_zspage: 2, zspages: [[0]] };
const asFirstPage = { initial: poolOf(contents, firstPageLayout) };
const kept = { ...isolatedStays, ...lastObject, ...onePage };

export default scenario('zsmalloc/isolated-zspage', {
  summary: 'the last object of a zspage is freed while the VM has its page isolated: is the zspage freed?',
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 1 },
  threads: {
    migrate: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf(contents, zspageLayout),
  properties: [
    handleResolves,
    dataKept,
    notFreedWithPageIsolated,
    sometimes(
      'the last object is freed while the page is isolated',
      (s: Zs, [, free]) => free!.ended && s.page[0]!.PG_isolated,
    ),
  ],
  designs: {
    v3: design(releases.v3, violated(notFreedWithPageIsolated.name), asFirstPage),
    '4.8': design(releases['4.8'], holds, { unreachable: kept }),
    '4.14': design(releases['4.14'], holds, { unreachable: kept }),
    '5.3': design(releases['5.3'], holds, { unreachable: { ...kept, ...poolStays } }),
    '5.17': design(releases['5.17'], violated(notFreedWithPageIsolated.name)),
    '6.5': design(releases['6.5'], violated(notFreedWithPageIsolated.name)),
    '6.11': design(releases['6.11'], violated(notFreedWithPageIsolated.name)),
    '6.17': design(releases['6.17'], violated(notFreedWithPageIsolated.name)),
  },
  abstractions: [...zsmallocAbstractions, wordsApart],
});
