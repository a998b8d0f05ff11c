import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { get_page_from_freelist } from '../../model/allocator/allocPage.ts';
import { __free_pages_ok } from '../../model/allocator/freePage.ts';
import { drain_pages } from '../../model/allocator/freePcpPages.ts';
import { releases } from '../../model/allocator/releases.ts';
import { pcpPage, zoneOf } from '../../model/allocator/start.ts';
import { MIGRATE_MOVABLE, type Zone, zone } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';

const start = zoneOf(
  [MIGRATE_MOVABLE, MIGRATE_MOVABLE],
  [
    [2, 0],
    [3, 0],
    [4, 1],
    [6, 0],
    [7, 0],
  ],
);
/** As many pages are free as the watermark is; two are on the way to the lists, and two wait on those of CPU 2. */
const low = (s: Zone) => {
  start(s);
  s.page[4]!.count = 0;
  pcpPage(s, 2, 7, MIGRATE_MOVABLE);
  pcpPage(s, 2, 6, MIGRATE_MOVABLE);
  s.zone.low = 2;
};
const found = 'who passes the watermark finds a page, as nobody else takes one';

export default scenario('allocator/free-pages-watermark', {
  summary: 'an allocation looks at the count of free pages while two CPUs free some: are they there?',
  machine: zone,
  sizes: { cpus: 3 },
  threads: {
    alloc: thread(get_page_from_freelist, { order: 0, migratetype: MIGRATE_MOVABLE }, { cpu: 0 }),
    free: thread(__free_pages_ok, { page: 4, order: 1 }, { cpu: 1 }),
    drain: thread(drain_pages, {}, { cpu: 2 }),
  },
  initial: {
    'its list is empty': low,
    'a page is on its list': (s: Zone) => {
      low(s);
      pcpPage(s, 0, 2, MIGRATE_MOVABLE);
    },
  },
  properties: ({ always, sometimes }) => [
    always(
      'an allocation passes the watermark only by pages that are on the lists',
      (s: Zone, { alloc }) =>
        !alloc.at('buffered_rmqueue.order == 0') || s.page.filter(({ free }) => free).length > s.zone.low,
    ),
    sometimes('it passes', (_s: Zone, { alloc }) => alloc.at('buffered_rmqueue.order == 0')),
    sometimes(
      'it does not',
      (s: Zone, { alloc }) => alloc.ended && s.page.every(({ held }, i) => held !== 1 || i === 3),
    ),
  ],
  unreachable: {
    'buffered_rmqueue.order == 0: jumps': 'what is allocated is a single page',
    '__rmqueue_smallest.list_empty: jumps': found,
    '__rmqueue.page: falls': found,
    'rmqueue_bulk.!page: jumps': found,
    'buffered_rmqueue.list_empty(list) again: jumps': found,
    '__free_pages_ok.free_one_page.__free_one_page.higher_buddy: falls':
      'page 3 stays held, so that the other pageblock is never free',
  },
  designs: {
    '2.6.35': design(
      releases['2.6.35'],
      violated('an allocation passes the watermark only by pages that are on the lists'),
    ),
    '2.6.36': design(releases['2.6.36'], holds),
  },
  abstractions: allocatorAbstractions,
});
