import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { type Compaction, compaction } from '../../model/allocator/compaction/machine.ts';
import { below_threshold } from '../../model/allocator/compaction/mistakes.ts';
import { compactionReleases } from '../../model/allocator/compaction/patches.ts';
import { compactable } from '../../model/allocator/compaction/start.ts';
import {
  compacts_nothing,
  set_threshold_and_try,
} from '../../model/allocator/compaction/tryToCompactPages.ts';
import { MIGRATE_MOVABLE } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { movable } from './situations.ts';

/** In each pageblock of four pages one is the kernel's: 12 pages are free, in 4 blocks of one and 4 of two. */
const three = compactable(movable, {
  users: [],
  kernel: [0, 4, 8, 12].map((page) => [page, 0] as const),
});
/** 10 pages are free, in 2 blocks of one and 4 of two. */
const fewer = compactable(movable, {
  users: [],
  kernel: [
    [0, 0],
    [4, 0],
    [8, 1],
    [12, 1],
  ],
});

const exactly = 'it is left to reclaim exactly where the index is no more than the threshold';
const enough = 'more pages are free than copies of four need beside them';
/** 1000 - (1000 + 12 * 1000 / 4) / 8 of 12 pages in 8 blocks, and 1000 - (1000 + 10 * 1000 / 4) / 6 of 10 in 6. */
const indexOf = (s: Compaction) => (s.zone.NR_FREE_PAGES === 12 ? 500 : 417);

export default scenario('allocator/extfrag-threshold', {
  summary:
    'an allocation of four pages, for every value of extfrag_threshold: is the zone compacted, or is it left to reclaim?',
  machine: compaction,
  sizes: { pages: 16, pfns: 20, pageblocks: 4 },
  threads: { alloc: thread(set_threshold_and_try, { order: 2, migratetype: MIGRATE_MOVABLE }) },
  initial: { '12 pages are free': three, '10 pages are free': fewer },
  properties: ({ always, sometimes }) => [
    always(
      exactly,
      (s, { alloc }) =>
        !alloc.at('rc != COMPACT_SKIPPED') ||
        (alloc.my.rc === 'COMPACT_SKIPPED') === s.sysctl_extfrag_threshold >= indexOf(s),
    ),
    sometimes(
      'it is left to reclaim',
      (_s, { alloc }) => alloc.at('rc != COMPACT_SKIPPED') && alloc.my.rc === 'COMPACT_SKIPPED',
    ),
    sometimes(
      'it is compacted',
      (_s, { alloc }) => alloc.at('rc != COMPACT_SKIPPED') && alloc.my.rc === 'COMPACT_COMPLETE',
    ),
  ],
  unreachable: {
    'try_to_compact_pages.zone_watermark_ok.o < order: falls': 'that watermark is one of single pages',
    'zone_watermark_ok.free_pages <= min: jumps': enough,
    'try_to_compact_pages.!zone_watermark_ok: jumps': enough,
    'try_to_compact_pages.fragindex == -1: falls': 'no block of four pages is free',
  },
  designs: {
    '2.6.35': design([...compactionReleases['2.6.35'], compacts_nothing], holds),
    '2.6.35-without-equal': design(
      [...compactionReleases['2.6.35'], compacts_nothing, below_threshold],
      violated(exactly),
    ),
  },
  abstractions: [...allocatorAbstractions, 'compaction itself moves and frees nothing'],
});
