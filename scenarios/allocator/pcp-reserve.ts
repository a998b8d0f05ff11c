import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { releases } from '../../model/allocator/releases.ts';
import { zoneOf } from '../../model/allocator/start.ts';
import { alloc_then_free } from '../../model/allocator/user.ts';
import { MIGRATE_MOVABLE, MIGRATE_RESERVE, zone } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { reserveStays } from '../../properties/allocator/reserve.ts';
import { singleBatch, singlePages, soleReference } from '../../properties/allocator/unreachable.ts';

const otherTypes = 'no page of another type is free';
const enough = 'the reserve has pages enough for both';

export default scenario('allocator/pcp-reserve', {
  summary: 'two CPUs take a page each of the reserve and give it back: is it in the reserve again?',
  machine: zone,
  sizes: { pcp_high: 1, pcp_batch: 1 },
  threads: {
    one: thread(alloc_then_free, { highest: 0, migratetype: MIGRATE_MOVABLE }, { cpu: 0 }),
    other: thread(alloc_then_free, { highest: 0, migratetype: MIGRATE_MOVABLE }, { cpu: 1 }),
  },
  initial: zoneOf(
    [MIGRATE_MOVABLE, MIGRATE_RESERVE],
    [
      [1, 0],
      [2, 1],
    ],
  ),
  properties: ({ sometimes }) => [
    reserveStays,
    sometimes('both have a page of it', (s) => s.page.filter(({ held }) => held === 1).length === 2),
  ],
  unreachable: {
    ...singlePages,
    ...singleBatch,
    ...soleReference,
    '__rmqueue_fallback.list_empty: falls': otherTypes,
    '__rmqueue.page again: jumps': otherTypes,
    'alloc_then_free.alloc_pages.rmqueue_bulk.__rmqueue.__rmqueue_smallest.expand.high > low: falls':
      'the movable page that is free has no free buddy',
    'alloc_then_free.alloc_pages.rmqueue_bulk.__rmqueue.retry_reserve.list_empty: jumps': enough,
    'rmqueue_bulk.!page: jumps': enough,
    'buffered_rmqueue.list_empty(list) again: jumps': enough,
    'alloc_then_free.!page: jumps': enough,
  },
  designs: {
    '2.6.32': design(releases['2.6.32'], violated(reserveStays.name)),
    '2.6.33': design(releases['2.6.33'], holds),
  },
  abstractions: allocatorAbstractions,
});
