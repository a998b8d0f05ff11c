import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import {
  type Capture,
  capture,
  captureReleases,
  compact_zone_order,
  end_io_of_block,
} from '../../model/allocator/capture.ts';
import { zoneOf } from '../../model/allocator/start.ts';
import { MIGRATE_UNMOVABLE } from '../../model/allocator/zone.ts';
import { design, holds, row, scenario, thread, violated } from '../../model/language/index.ts';
import { conserved, disjoint, nrFreePages } from '../../properties/allocator/conservation.ts';

/** Pages 0 to 3 are in use, and 6 and 7; a block that begins with 4 is left to the interrupt. */
const done = (order: number) => (s: Capture) => {
  zoneOf(
    [MIGRATE_UNMOVABLE, MIGRATE_UNMOVABLE],
    [
      [0, 2],
      [4, order],
      [6, 1],
    ],
  )(s);
  s.page[4]!.count = 0;
  s.done = row('page', 4);
  s.cc_order = 1;
};

export default scenario('allocator/capture-interrupt', {
  summary: 'an interrupt frees a block while the task that it interrupts waits for one',
  machine: capture,
  threads: {
    compact: thread(compact_zone_order, {}, { cpu: 0 }),
    irq: thread(end_io_of_block, {}, { cpu: 0, context: 'interrupt', optional: true }),
  },
  initial: { 'a block of the order': done(1), 'a page with a free buddy': done(0) },
  properties: ({ sometimes }) => [
    disjoint,
    conserved,
    nrFreePages,
    sometimes(
      'the task gets the block',
      (s, { compact }) => compact.ended && s.page[4]!.held > 0 && s.done === null,
    ),
    sometimes('the block goes to the lists', (s) => s.free_area[1]!.nr_free === 1),
  ],
  designs: {
    '5.7': design(captureReleases['5.7'], violated('null-pointer-dereference')),
    '5.7+cc-first': design(captureReleases['5.7+cc-first'], violated(conserved.name)),
    '5.7+hide-first': design(captureReleases['5.7+hide-first'], violated('null-pointer-dereference')),
    '5.8': design(captureReleases['5.8'], holds),
  },
  abstractions: [
    ...allocatorAbstractions,
    'compaction itself moves and frees nothing',
    'the lists behind the capture are those of 2.6.32',
  ],
});
