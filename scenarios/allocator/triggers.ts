import { allocatorAbstractions, compactionAbstractions } from '../../model/allocator/abstractions.ts';
import { compaction } from '../../model/allocator/compaction/machine.ts';
import { compactionReleases } from '../../model/allocator/compaction/patches.ts';
import { compactable } from '../../model/allocator/compaction/start.ts';
import { compact_node, kill } from '../../model/allocator/compaction/triggers.ts';
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
  mappedPages,
  oneExit,
  pageblocksOfTwo,
  releasedPages,
} from '../../properties/allocator/compactionUnreachable.ts';
import { deferred, movable, run } from './situations.ts';

export default scenario('allocator/triggers', {
  summary: 'somebody writes to /proc/sys/vm/compact_memory: when does the run end?',
  machine: compaction,
  sizes: { pageblocks: 4, page_refs: 4 },
  threads: {
    compact: thread(compact_node, {}, { cpu: 0 }),
    exit: thread(exit_mmap, { pte: 0 }, { cpu: 1 }),
    kill: thread(kill, {}, { cpu: 2, optional: true }),
  },
  initial: {
    'a user, and little to move': run(0, compactable(movable, { users: [1], kernel: [[4, 0]] }), deferred),
    'users at both ends': run(0, compactable(movable, { users: [0, 1, 4], kernel: [[5, 0]] }), deferred),
  },
  properties: ({ always, sometimes }) => [
    contentsStay,
    givenBack,
    migrateScannerRises,
    freeScannerFalls,
    movedOnce,
    always(
      'an explicit run ends only where the scanners meet, or by a fatal signal',
      (s, { compact }) => !compact.ended || s.cc.free_pfn <= s.cc.migrate_pfn || s.fatal_signal,
    ),
    sometimes(
      'a page is moved although compaction is deferred',
      (s, { compact }) => compact.ended && s.page.some(({ target }) => target),
    ),
    sometimes(
      'the run is over before the scanners meet',
      (s, { compact }) => compact.ended && s.cc.free_pfn > s.cc.migrate_pfn,
    ),
  ],
  unreachable: {
    ...pageblocksOfTwo,
    ...mappedPages,
    ...oneExit,
    ...releasedPages,
    'compact_finished.cc->order == -1 before the watermark: falls': 'who writes there compacts for no order',
  },
  designs: {
    '2.6.35': design(compactionReleases['2.6.35'], violated('domain')),
    '3.0': design(compactionReleases['3.0'], holds),
  },
  abstractions: [...allocatorAbstractions, ...compactionAbstractions],
});
