import { design, holds, scenario, violated } from '../../model/language/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { firstPageLayout, poolOf, v4Layout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { free_under_class_lock } from '../../model/zsmalloc/v3/freeUnderClassLock.ts';
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
import {
  leftIsNotMovable,
  offListUnderLock,
  oneCompactor,
  onePageComesAcross,
  pageToMigrateTo,
} from '../../properties/zsmalloc/untakenWays.ts';
import { migrateBesideFree, oneObject } from './situations.ts';

const firstPage = { initial: poolOf(oneObject, firstPageLayout) };

export default scenario('zsmalloc/free-under-class-lock', {
  summary:
    'a zspage is freed while the VM gives its page back: may the freer wait for the page under class->lock?',
  ...migrateBesideFree,
  properties: [handleResolves, dataKept, isolatedCounted, objectsCounted, referencesHeld],
  unreachable: { ...oneCompactor, ...pageToMigrateTo },
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
      initial: poolOf(oneObject, v4Layout),
      unreachable: {
        ...onePage,
        ...lastObject,
        ...onePageComesAcross,
        ...offListUnderLock,
        ...leftIsNotMovable,
      },
    }),
    '4.8': design(releases['4.8'], holds, {
      unreachable: { ...onePage, ...lastObject, ...isolatedStays, ...onePageComesAcross },
    }),
  },
  abstractions: zsmallocAbstractions,
});
