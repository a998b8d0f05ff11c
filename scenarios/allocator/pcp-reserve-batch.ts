import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { keep_freepage_type } from '../../model/allocator/patches.ts';
import { releases } from '../../model/allocator/releases.ts';
import { zoneOf } from '../../model/allocator/start.ts';
import { alloc_then_free } from '../../model/allocator/user.ts';
import { MIGRATE_MOVABLE, MIGRATE_RESERVE, zone } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { reserveStays } from '../../properties/allocator/reserve.ts';
import { singlePages, soleReference } from '../../properties/allocator/unreachable.ts';

const enough = 'the reserve has pages enough';

export default scenario('allocator/pcp-reserve-batch', {
  summary: 'a batch of two pages is taken of the reserve, and one of them is given back unused',
  machine: zone,
  sizes: { pcp_high: 2, pcp_batch: 2 },
  threads: {
    one: thread(alloc_then_free, { highest: 0, migratetype: MIGRATE_MOVABLE }, { cpu: 0 }),
  },
  initial: {
    'the reserve alone': zoneOf([MIGRATE_MOVABLE, MIGRATE_RESERVE], [[0, 2]]),
    'a movable page, and the reserve': zoneOf(
      [MIGRATE_MOVABLE, MIGRATE_RESERVE],
      [
        [1, 0],
        [2, 1],
      ],
    ),
  },
  properties: [reserveStays],
  designs: {
    '2.6.33': design(releases['2.6.33'], violated(reserveStays.name)),
    '2.6.36': design(releases['2.6.36'], violated(reserveStays.name)),
    '2.6.36+freepage-type': design([...releases['2.6.36'], keep_freepage_type], holds, {
      unreachable: {
        ...singlePages,
        ...soleReference,
        '__rmqueue_fallback.list_empty: falls': 'no page of another type is free',
        '__rmqueue.page again: jumps': 'no page of another type is free',
        'alloc_then_free.alloc_pages.rmqueue_bulk.__rmqueue.retry_reserve.list_empty: jumps': enough,
        'rmqueue_bulk.!page: jumps': enough,
        'buffered_rmqueue.list_empty(list) again: jumps': enough,
        'alloc_then_free.!page: jumps': enough,
        'buffered_rmqueue.list_empty(list): jumps': 'one page is allocated',
        'alloc_then_free.alloc_pages.rmqueue_bulk.__rmqueue.__rmqueue_smallest.expand.high > low: falls':
          'the movable page that is free has no free buddy',
        'free_hot_cold_page.pcp->count >= pcp->high: jumps': 'a batch fills the list',
      },
    }),
  },
  abstractions: allocatorAbstractions,
});
