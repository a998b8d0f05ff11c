import { allocatorAbstractions, compactionAbstractions } from '../../model/allocator/abstractions.ts';
import { compaction } from '../../model/allocator/compaction/machine.ts';
import { compactionReleases } from '../../model/allocator/compaction/patches.ts';
import { alloc_pages } from '../../model/allocator/compaction/slowPath.ts';
import { compactable } from '../../model/allocator/compaction/start.ts';
import { exit_mmap } from '../../model/allocator/compaction/user.ts';
import { MIGRATE_MOVABLE } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread } from '../../model/language/index.ts';
import { contentsStay, migrateScannerRises } from '../../properties/allocator/compaction.ts';
import {
  compactingForAnOrder,
  mappedPages,
  oneExit,
  pageblocksOfTwo,
} from '../../properties/allocator/compactionUnreachable.ts';
import { deferral } from '../../properties/allocator/directCompaction.ts';
import { deferred, movable, threshold } from './situations.ts';

/** Of 16 pages every free one is the only one of its pageblock, and 0, or 0 and 2, can be moved. */
const two = compactable([...movable, ...movable], {
  users: [0, 2],
  kernel: [
    [4, 2],
    [8, 0],
    [10, 0],
    [12, 0],
    [14, 0],
  ],
});
const one = compactable([...movable, ...movable], {
  users: [0],
  kernel: [
    [2, 1],
    [4, 2],
    [8, 0],
    [10, 0],
    [12, 0],
    [14, 0],
  ],
});
const few = compactable([...movable, ...movable], {
  users: [0],
  kernel: [
    [2, 1],
    [4, 2],
    [8, 1],
    [10, 0],
    [12, 0],
    [14, 0],
  ],
});

const block = compactable([...movable, ...movable], {
  users: [0],
  kernel: [
    [2, 1],
    [4, 2],
    [8, 0],
    [10, 0],
    [12, 0],
  ],
});

const forEach =
  'for each page that can be moved one is free at the end of the zone, and taken where it is moved';
const noOther = 'nobody else allocates, so that who passes the watermark finds a movable block';
/** Of these zones, and of an allocation of two pages. */
const twoPages = {
  'buffered_rmqueue.order == 0: falls': 'what is allocated is two pages',
  'try_to_compact_pages.zone_watermark_ok.o < order: falls': 'that watermark is one of single pages',
  'try_to_compact_pages.fragindex == -1: falls': 'the index of a zone that has a block is -1000',
  'compact_finished.order < MAX_ORDER: jumps': noOther,
  'compact_finished.nr_free: jumps': noOther,
  '__rmqueue_smallest.list_empty: jumps': noOther,
  'alloc_pages.get_page_from_freelist.buffered_rmqueue.__rmqueue.__rmqueue_smallest.expand.high > low: falls':
    'what is free together before is two pages',
  '__rmqueue.page: falls': noOther,
  'buffered_rmqueue.!page: jumps': noOther,
  'isolate_migratepages.cc->nr_migratepages == COMPACT_CLUSTER_MAX: falls':
    'of a pageblock one page can be moved',
  'compaction_alloc.list_empty(&cc->freepages): jumps': forEach,
  'compaction_alloc.list_empty(&cc->freepages) again: jumps': forEach,
  'unmap_and_move.!newpage: jumps': forEach,
  'migrate_pages.switch (rc): goto putback_lru_pages': forEach,
  'release_freepages.list_for_each_entry_safe: falls': forEach,
  '__free_one_page.higher_buddy: falls':
    'of the two pages next to a block one is in use, or on a per-CPU list',
  'drain_pages.free_pcppages_bulk.--to_free: jumps': 'no more than one page is left on the lists of CPU 0',
};

export default scenario('allocator/direct-compaction', {
  summary:
    'an allocation of two pages finds none together: is the zone compacted for it, and does it get them?',
  machine: compaction,
  sizes: { pages: 16, pfns: 22, pageblocks: 8, page_refs: 3 },
  threads: {
    alloc: thread(alloc_pages, { order: 1, migratetype: MIGRATE_MOVABLE }, { cpu: 0 }),
    exit: thread(exit_mmap, { pte: 0 }, { cpu: 1 }),
  },
  initial: {
    'two pages can be moved': threshold(250, two),
    'one page can be moved': threshold(250, one),
    'by the threshold it is for lack of memory': threshold(500, one),
    'little is free': threshold(250, few),
    'a block is free': threshold(250, block),
    'it has failed before': threshold(250, one, deferred),
  },
  properties: ({ always, sometimes }) => [
    contentsStay,
    migrateScannerRises,
    always(
      'direct compaction ends early only where a block of two pages is free',
      (s, { alloc }) =>
        !alloc.at('*.compact_finished.return COMPACT_PARTIAL') ||
        s.free_area.some(({ nr_free }, order) => order > 0 && nr_free > 0),
    ),
    deferral,
    sometimes('an allocation gets a block by compaction alone', (_s, { alloc }) => alloc.at('got_pg')),
    sometimes('one is left to reclaim', (_s, { alloc }) => alloc.at('__alloc_pages_direct_reclaim')),
  ],
  unreachable: { ...pageblocksOfTwo, ...compactingForAnOrder, ...mappedPages, ...oneExit, ...twoPages },
  designs: { '2.6.35': design(compactionReleases['2.6.35'], holds) },
  abstractions: [...allocatorAbstractions, ...compactionAbstractions],
});
