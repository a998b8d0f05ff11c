import { allocatorAbstractions, compactionAbstractions } from '../../model/allocator/abstractions.ts';
import { compact_zone } from '../../model/allocator/compaction/compactZone.ts';
import { compaction } from '../../model/allocator/compaction/machine.ts';
import { no_bound, no_release, no_watermark } from '../../model/allocator/compaction/mistakes.ts';
import { compactable } from '../../model/allocator/compaction/start.ts';
import { end_page_io, other_cpu } from '../../model/allocator/compaction/user.ts';
import { releases } from '../../model/allocator/releases.ts';
import { MIGRATE_MOVABLE, MIGRATE_RESERVE, MIGRATE_UNMOVABLE } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import {
  belowTheFreeScanner,
  compactionWitnesses,
  contentsStay,
  givenBack,
  migrateScannerRises,
  watermarkStays,
} from '../../properties/allocator/compaction.ts';
import {
  compactingForAnOrder,
  mappedPages,
  pageblocksOfTwo,
  stealingOfTwo,
} from '../../properties/allocator/compactionUnreachable.ts';
import { conservation } from '../../properties/allocator/conservation.ts';
import { singlePages, soleReference } from '../../properties/allocator/unreachable.ts';
import * as situations from './situations.ts';

const { low, movable, run, transfer } = situations;
const reserve = [MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_RESERVE];
const other = [MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_UNMOVABLE, MIGRATE_UNMOVABLE];

const onlyCall = 'CPU 1 makes one call, and has no page on its lists before';
const oneFree = 'somewhere a page is free, and the reserve has two';
const freeing = 'free_hot_cold_page.free_pcppages_bulk.__free_one_page';
const notAlone =
  'of the pages of a batch each is merged with its buddy, or the kernel has one of the two next to them';
/** Of these zones, and of one call. */
const oneCall = {
  'get_user_pages.put_page.put_page_testzero: falls': 'the page stays mapped meanwhile',
  'buffered_rmqueue.list_empty(list): jumps': onlyCall,
  'exit_mmap.put_page.free_hot_cold_page.pcp->count >= pcp->high: falls': onlyCall,
  'alloc_then_free.__free_pages.free_hot_cold_page.pcp->count >= pcp->high: jumps':
    'the other page of its batch is on the list',
  'end_page_io.put_page.free_hot_cold_page.pcp->count >= pcp->high: falls':
    'compaction has put no more than a page on the lists of CPU 0 while the transfer lasts',
  'rmqueue_bulk.!page: jumps': oneFree,
  'buffered_rmqueue.list_empty(list) again: jumps': oneFree,
  'alloc_then_free.!page: jumps': oneFree,
  '__rmqueue.retry_reserve.list_empty: jumps': oneFree,
  '__rmqueue_fallback.current_order >= pageblock_order: jumps': 'what another type has free is a whole block',
  [`*.putback_lru_page.put_page.${freeing}.higher_buddy: falls`]: notAlone,
  [`unmap_and_move.move_newpage.put_page.${freeing}.higher_buddy: falls`]: notAlone,
};

const zones = {
  'a user': run(2, compactable(movable, { users: [1], kernel: [[4, 0]] })),
  'users next to each other, one with a transfer': run(
    2,
    compactable(movable, { users: [2, 3, 5], kernel: [[6, 1]] }),
    transfer(0),
  ),
  'few pages, and of the reserve': run(
    2,
    compactable(reserve, {
      users: [0, 1],
      kernel: [
        [2, 1],
        [4, 1],
      ],
    }),
  ),
  'low on memory': run(
    2,
    compactable(movable, {
      users: [0, 3],
      kernel: [
        [4, 0],
        [6, 0],
      ],
    }),
    low(2),
  ),
  'a free block of another type': run(
    1,
    compactable(other, {
      users: [0],
      kernel: [
        [1, 0],
        [2, 1],
      ],
    }),
  ),
};

export default scenario('allocator/compaction', {
  summary:
    'a zone is compacted while another CPU exits, pins, allocates and frees: where is what it has isolated?',
  machine: compaction,
  sizes: { pageblocks: 4, page_refs: 4 },
  threads: {
    compact: thread(compact_zone, {}, { cpu: 0 }),
    other: thread(other_cpu, { exits: 0, pins: 0, highest: 0, migratetype: MIGRATE_MOVABLE }, { cpu: 1 }),
    irq: thread(end_page_io, {}, { cpu: 0, context: 'interrupt', optional: true }),
  },
  initial: zones,
  properties: [
    ...conservation,
    contentsStay,
    givenBack,
    migrateScannerRises,
    belowTheFreeScanner,
    watermarkStays,
    ...compactionWitnesses,
  ],
  unreachable: {
    ...singlePages,
    ...soleReference,
    ...pageblocksOfTwo,
    ...compactingForAnOrder,
    ...stealingOfTwo,
    ...mappedPages,
    ...oneCall,
  },
  designs: {
    '2.6.35': design(releases['2.6.35'], holds),
    '2.6.35-without-release': design([...releases['2.6.35'], no_release], violated(givenBack.name), {
      initial: zones['a user'],
    }),
    '2.6.35-without-watermark': design([...releases['2.6.35'], no_watermark], violated(watermarkStays.name), {
      initial: zones['low on memory'],
    }),
    '2.6.35-without-bound': design([...releases['2.6.35'], no_bound], violated(belowTheFreeScanner.name), {
      initial: zones['users next to each other, one with a transfer'],
    }),
  },
  abstractions: [...allocatorAbstractions, ...compactionAbstractions],
});
