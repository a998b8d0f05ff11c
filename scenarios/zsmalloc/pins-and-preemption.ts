import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { CONFIG_PREEMPT } from '../../model/primitives/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { firstPageLayout, poolOf, v4Layout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { swap_duplicate, swap_entry_free } from '../../model/zsmalloc/swap.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_shrinker_scan } from '../../model/zsmalloc/zsCompact.ts';
import { because } from '../../properties/zsmalloc/because.ts';
import { objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves, pinOwned } from '../../properties/zsmalloc/data.ts';
import { onePageUnlocked, pagesUnlocked, roomForOne } from '../../properties/zsmalloc/unreachable.ts';
import { onePageFreed, twoWithRoom } from '../../properties/zsmalloc/untakenWays.ts';

const contents = { objs_per_zspage: 2, zspages: [[0], [1]] };

export default scenario('zsmalloc/pins-and-preemption', {
  summary: 'zs_compact is scheduled out with objects pinned, and both CPUs spin',
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 2 },
  threads: {
    compact: thread(zs_shrinker_scan, {}, { cpu: 0 }),
    swap_in: thread(swap_duplicate, {}, { cpu: 0 }),
    exit: thread(swap_entry_free, { handle: 0 }, { cpu: 1 }),
  },
  preemption: CONFIG_PREEMPT,
  initial: poolOf(contents, v4Layout),
  properties: [handleResolves, dataKept, pinOwned, objectsCounted],
  designs: {
    v3: design(releases.v3, violated('deadlock'), { initial: poolOf(contents, firstPageLayout) }),
    v4: design(releases.v4, holds, {
      unreachable: {
        ...onePageUnlocked,
        ...onePageFreed,
        ...roomForOne,
        ...twoWithRoom,
        ...pagesUnlocked,
        ...because(
          'the object that exit frees is the one of the target: that of the source is moved',
          'zs_compact.putback_src: jumps',
        ),
      },
    }),
  },
  abstractions: zsmallocAbstractions,
});
