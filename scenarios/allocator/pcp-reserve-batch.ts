import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { releases } from '../../model/allocator/releases.ts';
import { zoneOf } from '../../model/allocator/start.ts';
import { alloc_then_free } from '../../model/allocator/user.ts';
import { MIGRATE_MOVABLE, MIGRATE_RESERVE, zone } from '../../model/allocator/zone.ts';
import { design, scenario, thread, violated } from '../../model/language/index.ts';
import { reserveStays } from '../../properties/allocator/reserve.ts';

export default scenario('allocator/pcp-reserve-batch', {
  summary: 'a batch of two pages is taken of the reserve, and one of them is given back unused',
  machine: zone,
  sizes: { pcp_high: 2, pcp_batch: 2 },
  threads: {
    one: thread(alloc_then_free, { highest: 0, migratetype: MIGRATE_MOVABLE }, { cpu: 0 }),
  },
  initial: zoneOf([MIGRATE_MOVABLE, MIGRATE_RESERVE], [[0, 2]]),
  properties: [reserveStays],
  designs: {
    '2.6.33': design(releases['2.6.33'], violated(reserveStays.name)),
    '2.6.36': design(releases['2.6.36'], violated(reserveStays.name)),
  },
  abstractions: allocatorAbstractions,
});
