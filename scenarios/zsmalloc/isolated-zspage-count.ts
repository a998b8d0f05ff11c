import { design, holds, scenario, sometimes, violated } from '../../model/language/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { firstPageLayout, poolOf } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { wordsApart } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { notFreedWhileCounted } from '../../properties/zsmalloc/isolation.ts';
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

/** isolated-zspage for the other meaning of the word: zspage->isolated, which 6.9 removes. */
export default scenario('zsmalloc/isolated-zspage-count', {
  summary: 'the last object of a zspage is freed while it counts an isolated page: is the zspage freed?',
  ...migrateBesideFree,
  properties: [
    handleResolves,
    dataKept,
    notFreedWhileCounted,
    sometimes(
      'the last object is freed while the zspage counts an isolated page',
      (s: Zs, [, free]) =>
        free!.ended &&
        s.zspage.some(({ slab, squeezed, isolated }) => (slab.inuse || squeezed) && isolated > 0),
    ),
  ],
  designs: {
    v3: design(releases.v3, violated(notFreedWhileCounted.name), asFirstPage),
    '4.8': design(releases['4.8'], holds, { unreachable: kept }),
    '4.14': design(releases['4.14'], holds, { unreachable: kept }),
    '5.3': design(releases['5.3'], holds, { unreachable: { ...kept, ...poolStays } }),
    '5.17': design(releases['5.17'], violated(notFreedWhileCounted.name)),
    '6.5': design(releases['6.5'], violated(notFreedWhileCounted.name)),
  },
  abstractions: [...zsmallocAbstractions, wordsApart],
});
