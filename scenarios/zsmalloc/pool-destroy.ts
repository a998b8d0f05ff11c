import { atTheEnd, design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { revert_wait, wait_for_isolated } from '../../model/zsmalloc/v5_3/z3foldWait.ts';
import { type Zs, zs } from '../../model/zsmalloc/zs.ts';
import { zram_reset_device } from '../../model/zsmalloc/zsDestroyPool.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { isolatedStays, lastObject, onePage } from '../../properties/zsmalloc/unreachable.ts';
import {
  oneCompactor,
  onePageComesAcross,
  oneZspageIsolated,
} from '../../properties/zsmalloc/untakenWays.ts';

export default scenario('zsmalloc/pool-destroy', {
  summary: 'a pool is destroyed while the VM has one of its pages isolated',
  machine: zs,
  sizes: { pages: 2, zspages: 1, handles: 1 },
  threads: {
    migrate: thread(compact_zone, { page: 0 }),
    destroy: thread(zram_reset_device, { handle: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf({ objs_per_zspage: 2, zspages: [[0]] }, zspageLayout),
  properties: [
    handleResolves,
    dataKept,
    atTheEnd('all pages are back', (s: Zs) => s.page.every((page) => page.refcount === 0)),
  ],
  designs: {
    '4.8': design(releases['4.8'], violated('slab-use-after-free')),
    '4.14': design(releases['4.14'], violated('slab-use-after-free')),
    '5.3': design(releases['5.3'], holds, {
      unreachable: {
        ...onePage,
        ...onePageComesAcross,
        ...lastObject,
        ...isolatedStays,
        ...oneCompactor,
        ...oneZspageIsolated,
      },
    }),
    '5.3+z3fold-wait': design([...releases['5.3'], wait_for_isolated], violated('deadlock')),
    '5.3+z3fold-wait+revert': design(
      [...releases['5.3'], wait_for_isolated, revert_wait],
      violated('slab-use-after-free'),
    ),
  },
  abstractions: zsmallocAbstractions,
});
