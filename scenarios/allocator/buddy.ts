import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { releases } from '../../model/allocator/releases.ts';
import { zoneOf } from '../../model/allocator/start.ts';
import { alloc_then_free, end_io } from '../../model/allocator/user.ts';
import {
  MIGRATE_MOVABLE,
  MIGRATE_RESERVE,
  MIGRATE_UNMOVABLE,
  type Zone,
  zone,
} from '../../model/allocator/zone.ts';
import { design, holds, row, scenario, sometimes, thread, violated } from '../../model/language/index.ts';
import {
  conservation,
  conservationWitnesses,
  nothingUncounted,
} from '../../properties/allocator/conservation.ts';
import {
  halfABlock,
  interruptedWhereLittleIsFree,
  pageblocksAsAWhole,
  soleReference,
} from '../../properties/allocator/unreachable.ts';

/** A zone with a page that is left to the interrupt. */
const withDone = (page: number, start: (s: Zone) => void) => (s: Zone) => {
  start(s);
  s.done = row('page', page);
};

export default scenario('allocator/buddy', {
  summary:
    'two CPUs allocate and free blocks of all orders, and an interrupt frees a page: where are the pages?',
  machine: zone,
  threads: {
    movable: thread(alloc_then_free, { highest: 2, migratetype: MIGRATE_MOVABLE }, { cpu: 0 }),
    unmovable: thread(alloc_then_free, { highest: 1, migratetype: MIGRATE_UNMOVABLE }, { cpu: 1 }),
    irq: thread(end_io, {}, { cpu: 0, context: 'interrupt', optional: true }),
  },
  initial: {
    'all is free, and movable': zoneOf([MIGRATE_MOVABLE, MIGRATE_MOVABLE]),
    'three pages of the reserve': zoneOf(
      [MIGRATE_MOVABLE, MIGRATE_RESERVE],
      [
        [0, 2],
        [7, 0],
      ],
    ),
    'no page but that of the interrupt': withDone(
      7,
      zoneOf(
        [MIGRATE_MOVABLE, MIGRATE_RESERVE],
        [
          [0, 2],
          [4, 1],
          [6, 0],
          [7, 0],
        ],
      ),
    ),
    'one page and that of the interrupt': withDone(
      7,
      zoneOf(
        [MIGRATE_MOVABLE, MIGRATE_UNMOVABLE],
        [
          [0, 2],
          [4, 1],
          [7, 0],
        ],
      ),
    ),
  },
  properties: [
    ...conservation,
    ...conservationWitnesses,
    sometimes('an allocation finds nothing', (s: Zone) => s.zone.NR_FREE_PAGES === 0),
  ],
  unreachable: { ...soleReference, ...interruptedWhereLittleIsFree, ...halfABlock, ...pageblocksAsAWhole },
  designs: {
    '2.6.32': design(releases['2.6.32'], violated(nothingUncounted.name), {
      initial: zoneOf(
        [MIGRATE_MOVABLE, MIGRATE_UNMOVABLE],
        [
          [0, 0],
          [2, 0],
          [4, 0],
          [6, 0],
        ],
      ),
    }),
    '2.6.33': design(releases['2.6.33'], holds),
    '2.6.35': design(releases['2.6.35'], holds),
    '2.6.36': design(releases['2.6.36'], holds),
  },
  abstractions: allocatorAbstractions,
});
