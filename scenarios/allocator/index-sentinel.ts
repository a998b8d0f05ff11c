import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { compaction } from '../../model/allocator/compaction/machine.ts';
import { compactionReleases } from '../../model/allocator/compaction/patches.ts';
import { compactable } from '../../model/allocator/compaction/start.ts';
import {
  compacts_nothing,
  try_to_compact_pages,
} from '../../model/allocator/compaction/tryToCompactPages.ts';
import { MIGRATE_MOVABLE } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { needless } from '../../properties/allocator/directCompaction.ts';
import { fragmented, movable, threshold } from './situations.ts';

/** A block of two pages is free, and all other free pages are single. */
const oneBlock = compactable(movable, {
  users: [],
  kernel: [
    [1, 0],
    [3, 0],
    [5, 0],
    [7, 0],
    [10, 1],
    [12, 2],
  ],
});

export default scenario('allocator/index-sentinel', {
  summary: 'an allocation asks for compaction where a block has been freed meanwhile: is the zone compacted?',
  machine: compaction,
  sizes: { pages: 16, pfns: 20, pageblocks: 4 },
  threads: { alloc: thread(try_to_compact_pages, { order: 1, migratetype: MIGRATE_MOVABLE }) },
  initial: {
    'much is free': compactable(movable, { users: [], kernel: [[0, 0]] }),
    'one block is free': oneBlock,
    'no block is free': fragmented,
    'no block is free, by the threshold for lack of memory': threshold(500, fragmented),
    'little is free': compactable(movable, {
      users: [],
      kernel: [
        [0, 2],
        [4, 2],
        [8, 2],
      ],
    }),
  },
  properties: ({ sometimes }) => [
    needless,
    sometimes('an allocation is told to try again', (_s, { alloc }) => alloc.at('rc = COMPACT_PARTIAL')),
    sometimes('a zone is compacted', (_s, { alloc }) => alloc.at('compact_zone_order')),
  ],
  unreachable: {
    'try_to_compact_pages.zone_watermark_ok.o < order: falls': 'that watermark is one of single pages',
  },
  designs: {
    '2.6.35': design([...compactionReleases['2.6.35'], compacts_nothing], violated(needless.name)),
    '3.0': design([...compactionReleases['3.0'], compacts_nothing], holds),
  },
  abstractions: [...allocatorAbstractions, 'compaction itself moves and frees nothing'],
});
