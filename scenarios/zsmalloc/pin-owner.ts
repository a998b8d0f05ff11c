import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { poolOf, v4_7Layout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_compact } from '../../model/zsmalloc/zsCompact.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { dataKept, handleResolves, pinOwned } from '../../properties/zsmalloc/data.ts';
import { roomForOne } from '../../properties/zsmalloc/unreachable.ts';
import { twoWithRoom } from '../../properties/zsmalloc/untakenWays.ts';

/** The first half of record-obj-pin: whose pin it is, before anything is lost. */
export default scenario('zsmalloc/pin-owner', {
  summary: 'compaction stores the new place of an object in the word that the pin is a bit of',
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 2 },
  threads: {
    compact: thread(zs_compact, {}),
    free: thread(zs_free, { handle: 1 }),
  },
  initial: poolOf({ objs_per_zspage: 2, zspages: [[0], [1]] }, v4_7Layout),
  properties: [handleResolves, dataKept, pinOwned],
  unreachable: { ...roomForOne, ...twoWithRoom },
  designs: {
    '4.4': design(releases['4.4'], violated(pinOwned.name)),
    '4.7': design(releases['4.7'], holds),
  },
  abstractions: zsmallocAbstractions,
});
