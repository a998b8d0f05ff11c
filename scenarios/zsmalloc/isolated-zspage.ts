import { design, holds, scenario, sometimes, violated } from '../../model/language/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { firstPageLayout, poolOf } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { notFreedWithPageIsolated } from '../../properties/zsmalloc/isolation.ts';
import { isolatedStays, lastObject, onePage, poolStays } from '../../properties/zsmalloc/unreachable.ts';
import { oneCompactor, onePageComesAcross } from '../../properties/zsmalloc/untakenWays.ts';
import { migrateBesideFree, oneObject } from './situations.ts';

const asFirstPage = { initial: poolOf(oneObject, firstPageLayout) };
const kept = {
  ...isolatedStays,
  ...lastObject,
  ...onePage,
  ...oneCompactor,
  ...onePageComesAcross,
};

export default scenario('zsmalloc/isolated-zspage', {
  summary: 'the last object of a zspage is freed while the VM has its page isolated: is the zspage freed?',
  ...migrateBesideFree,
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
