import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { firstPageLayout, poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { check_list, compact_under_class_lock } from '../../model/zsmalloc/v3/remedies.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_compact } from '../../model/zsmalloc/zsCompact.ts';
import { because } from '../../properties/zsmalloc/because.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import {
  freedIsNotIsolated,
  isolatedIsMovable,
  isolatedStays,
  nothingFreed,
  noWorkOfV3,
  onePage,
  roomForOne,
  targetIsFull,
} from '../../properties/zsmalloc/unreachable.ts';
import {
  migrationSucceeds,
  oneCompactor,
  onePageFreed,
  onePageIsolated,
  onePageLocked,
  sourceGetsEmpty,
} from '../../properties/zsmalloc/untakenWays.ts';

const contents = { objs_per_zspage: 2, zspages: [[0], [1], [2], [3]] };
const firstPage = { initial: poolOf(contents, firstPageLayout) };

/** What zs_compact of v3 and the VM do to each other. */
const ofV3 = {
  ...because(
    'with two objects a zspage, source and target have one each, for which there is room',
    'zs_compact.zspage_full: jumps',
    'zs_compact.if_src_empty: jumps',
  ),
  ...because(
    'zs_compact does not have an isolated zspage, and nobody else pins objects',
    'zs_page_migrate.freeze_zspage: jumps',
  ),
};

const nobodyElse = {
  ...sourceGetsEmpty,
  ...because(
    'nobody allocates an object: two zspages that have room for one each have it until they are one',
    'zs_compact.zs_can_compact: jumps',
  ),
  ...because(
    'zs_compact pins objects with class->lock held, which zs_page_migrate() takes',
    'zs_page_migrate.trypin_tag: jumps',
  ),
};

export default scenario('zsmalloc/compaction-isolation', {
  summary: 'zsmalloc empties a zspage while the VM isolates it',
  machine: zs,
  sizes: { pages: 5, zspages: 5, handles: 4 },
  threads: {
    compact: thread(zs_compact, {}),
    source: thread(compact_zone, { page: 3 }),
    other: thread(compact_zone, { page: 1 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf(contents, zspageLayout),
  properties: [handleResolves, dataKept],
  unreachable: oneCompactor,
  designs: {
    v3: design(releases.v3, violated('BUG_ON', 'zs_page_migrate.insert_zspage'), firstPage),
    'v3+check-list': design([...releases.v3, check_list], holds, {
      ...firstPage,
      unreachable: {
        ...noWorkOfV3,
        ...targetIsFull,
        ...isolatedIsMovable,
        ...freedIsNotIsolated,
        ...ofV3,
      },
    }),
    'v3+compact-under-class-lock': design([...releases.v3, compact_under_class_lock], holds, {
      ...firstPage,
      unreachable: { ...noWorkOfV3, ...isolatedIsMovable, ...ofV3 },
    }),
    '4.8': design(releases['4.8'], holds, {
      unreachable: {
        ...onePage,
        ...onePageFreed,
        ...onePageLocked,
        ...roomForOne,
        ...isolatedStays,
        ...onePageIsolated,
        ...nothingFreed,
        ...migrationSucceeds,
        ...nobodyElse,
      },
    }),
  },
  abstractions: zsmallocAbstractions,
});
