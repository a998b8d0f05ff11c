import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { keep_pin_bit } from '../../model/zsmalloc/keepPinBit.ts';
import { poolOf, v4_7Layout } from '../../model/zsmalloc/pool.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_compact } from '../../model/zsmalloc/zsCompact.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { objectsCounted } from '../../properties/zsmalloc/counts.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { partlyUsedIsListed } from '../../properties/zsmalloc/lists.ts';
import { roomForOne } from '../../properties/zsmalloc/unreachable.ts';
import { twoWithRoom } from '../../properties/zsmalloc/untakenWays.ts';

export default scenario('zsmalloc/record-obj-pin', {
  summary: 'compaction moves an object while its user frees it: who holds the pin?',
  machine: zs,
  sizes: { pages: 3, zspages: 3, handles: 3 },
  threads: {
    compact: thread(zs_compact, {}),
    free: thread(zs_free, { handle: 2 }),
    other: thread(zs_free, { handle: 1 }, { optional: true }),
  },
  initial: poolOf({ objs_per_zspage: 2, zspages: [[0], [1], [2]] }, v4_7Layout),
  properties: [handleResolves, dataKept, partlyUsedIsListed, objectsCounted],
  unreachable: { ...roomForOne, ...twoWithRoom },
  designs: {
    '4.4': design([], violated('domain')),
    '4.7': design([keep_pin_bit], holds),
  },
  abstractions: zsmallocAbstractions,
});
