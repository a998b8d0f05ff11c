import { allocatorAbstractions, compactionAbstractions } from '../../model/allocator/abstractions.ts';
import { compact_zone } from '../../model/allocator/compaction/compactZone.ts';
import { compaction } from '../../model/allocator/compaction/machine.ts';
import { compactionReleases } from '../../model/allocator/compaction/patches.ts';
import { compactable } from '../../model/allocator/compaction/start.ts';
import { exit_mmap } from '../../model/allocator/compaction/user.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import {
  contentsStay,
  freeScannerFalls,
  givenBack,
  migrateScannerRises,
  movedOnce,
} from '../../properties/allocator/compaction.ts';
import {
  compactingForAnOrder,
  mappedPages,
  oneExit,
  pageblocksOfTwo,
} from '../../properties/allocator/compactionUnreachable.ts';
import { movable, run } from './situations.ts';

const tooSmall = 'the zone has less free than the watermark of the order asks for';
/** Of this zone. */
const usersAtBothEnds = {
  'zone_watermark_ok.free_pages <= min: falls': tooSmall,
  'compact_finished.!zone_watermark_ok: falls': tooSmall,
  'release_freepages.list_for_each_entry_safe: falls':
    'there is more to move than is free at the end of the zone',
  'unmap_and_move.move_newpage.put_page.free_hot_cold_page.free_pcppages_bulk.__free_one_page.page_is_buddy: falls':
    'the other page of its pageblock has been moved to',
};

export default scenario('allocator/free-scanner', {
  summary:
    'the migrate scanner comes to the free scanner with pages that nothing is free for: where do they go from there?',
  machine: compaction,
  sizes: { pageblocks: 4, page_refs: 4 },
  threads: {
    compact: thread(compact_zone, {}, { cpu: 0 }),
    exit: thread(exit_mmap, { pte: 0 }, { cpu: 1 }),
  },
  initial: { 'users at both ends': run(2, compactable(movable, { users: [0, 1, 4], kernel: [[5, 0]] })) },
  properties: ({ sometimes }) => [
    contentsStay,
    givenBack,
    migrateScannerRises,
    freeScannerFalls,
    movedOnce,
    sometimes(
      'nothing is free for a page that is isolated',
      (s, { compact }) => compact.at('migrate_pages.putback_lru_pages.list_del') && s.cc.nr_freepages === 0,
    ),
  ],
  unreachable: {
    ...pageblocksOfTwo,
    ...compactingForAnOrder,
    ...mappedPages,
    ...oneExit,
    ...usersAtBothEnds,
  },
  designs: {
    '2.6.35': design(compactionReleases['2.6.35'], violated(freeScannerFalls.name)),
    '3.0': design(compactionReleases['3.0'], holds, {
      unreachable: {
        'compact_finished.cc->order == -1 before the watermark: jumps': 'it is compacted for an allocation',
      },
    }),
  },
  abstractions: [...allocatorAbstractions, ...compactionAbstractions],
});
