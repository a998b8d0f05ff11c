import { design, holds, scenario, violated } from '../../model/language/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { isolatedCounted, objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { noFreedOnList, offListIsTaken, onItsList } from '../../properties/zsmalloc/lists.ts';
import { allGivenBack, noEmptyZspage } from '../../properties/zsmalloc/progress.ts';
import { referencesHeld } from '../../properties/zsmalloc/references.ts';
import { isolatedStays, lastObject, onePage, poolStays } from '../../properties/zsmalloc/unreachable.ts';
import { oneCompactor, onePageComesAcross } from '../../properties/zsmalloc/untakenWays.ts';
import { migrateBesideFree } from './situations.ts';

export default scenario('zsmalloc/empty-forever', {
  summary: 'the last object of a zspage is freed while the VM migrates its page',
  ...migrateBesideFree,
  sizes: { ...migrateBesideFree.sizes, zspages: 1 },
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
  unreachable: { ...onePage, ...lastObject, ...isolatedStays, ...oneCompactor, ...onePageComesAcross },
  designs: {
    '4.8': design(releases['4.8'], holds),
    '4.14': design(releases['4.14'], violated(noEmptyZspage.name)),
    '5.3': design(releases['5.3'], holds, { unreachable: poolStays }),
  },
  abstractions: zsmallocAbstractions,
});
