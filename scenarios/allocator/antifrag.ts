import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { grouping } from '../../model/allocator/v2_6_14/releases.ts';
import {
  allEasy,
  kernelcore,
  memmap_init_zone,
  setup_usemap,
  withoutTypes,
} from '../../model/allocator/v2_6_14/start.ts';
import { kthread, process } from '../../model/allocator/v2_6_14/users.ts';
import { type Zones, zones } from '../../model/allocator/v2_6_14/zones.ts';
import { design, holds, scenario, sometimes, thread, violated } from '../../model/language/index.ts';
import { conserved, nrFreePages } from '../../properties/allocator/conservation.ts';
import { noHostage } from '../../properties/allocator/hostage.ts';

/** Everything has room in the blocks of its kind. */
const few = { kernel: 2, easy: 3, users: [] };
/** One page is free. */
const full = { kernel: 2, easy: 0, users: [0, 1, 2, 4, 5, 6, 7] };
/** Users have one of the blocks, and want a page more. */
const half = { kernel: 2, easy: 1, users: [4, 5, 6, 7] };

const room = 'what is wanted has room in the blocks of its kind';
const allFound = {
  '__rmqueue.return NULL': room,
  'rmqueue_bulk.page == NULL: jumps': room,
  'buffered_rmqueue.page != NULL: jumps': room,
  'process.!page: jumps': room,
  'kthread.!page: jumps': room,
};
const ownLists = { '__rmqueue_smallest.list_empty: jumps': room, '__rmqueue.page: falls': room };
const wholeBlock = 'the kernel finds a whole block free when it has none of its own, and takes that over';
const ownPages = 'on the list of a CPU on which the kernel alone allocates there are only its pages';
const freeInBlock = {
  '__rmqueue_fallback.list_empty: jumps': wholeBlock,
  '__rmqueue_fallback.current_order >= pageblock_order >> 1: jumps': wholeBlock,
  '__rmqueue_fallback.pages >= 1 << (pageblock_order - 1): jumps': wholeBlock,
  '__rmqueue_fallback.current_order >= pageblock_order: jumps': wholeBlock,
  'kthread.__alloc_pages.buffered_rmqueue.list_for_each_entry: jumps': ownPages,
  'kthread.__alloc_pages.buffered_rmqueue.page_private(page) == migratetype: falls': ownPages,
};

const normal = 'ZONE_NORMAL has room for all';
const kernelAllocates = 'kthread.__alloc_pages.buffered_rmqueue';
const roomInNormal = {
  'process.!page: jumps': normal,
  'kthread.!page: jumps': normal,
  '__alloc_pages.*(++z) != NULL: falls': normal,
  'kthread.__alloc_pages.if (page): falls': normal,
  [`${kernelAllocates}.page != NULL: jumps`]: normal,
  [`${kernelAllocates}.!pcp->count again: jumps`]: normal,
  [`${kernelAllocates}.rmqueue_bulk.page == NULL: jumps`]: normal,
  [`${kernelAllocates}.rmqueue_bulk.__rmqueue.page: falls`]: normal,
  [`${kernelAllocates}.rmqueue_bulk.__rmqueue.list_empty.list_empty: jumps`]: normal,
};

export default scenario('allocator/antifrag', {
  summary:
    'users fill memory and give it back: do pages of the kernel keep every large block from being free?',
  machine: zones,
  threads: {
    process: thread(process, {}, { cpu: 0 }),
    kthread: thread(kthread, {}, { cpu: 1 }),
  },
  properties: ({ maximum }) => [
    noHostage,
    conserved,
    nrFreePages,
    sometimes('the kernel has its pages, and users have given back theirs', (s: Zones) => {
      const kernel = s.page.filter(({ kernel }) => kernel).length;
      return kernel === 2 && s.page.every(({ held, kernel }) => kernel || held === 0);
    }),
    maximum('steps of an allocation that finds a page on the list of its CPU', (s: Zones) =>
      Math.max(...s.task.map(({ fast }) => fast)),
    ),
    maximum('pages that are free when an allocation finds none', (s: Zones) => s.free_at_failure),
  ],
  designs: {
    '2.6.14': design(grouping['2.6.14'], violated(noHostage.name), { initial: withoutTypes(few) }),
    'easyrclm-shared-pcp': design(grouping['easyrclm-shared-pcp'], violated(noHostage.name), {
      initial: setup_usemap(few),
    }),
    easyrclm: design(grouping.easyrclm, holds, {
      initial: setup_usemap(few),
      unreachable: { ...allFound, ...ownLists, 'buffered_rmqueue.pcp->count: jumps': room },
    }),
    'easyrclm:full': design(grouping.easyrclm, violated(noHostage.name), { initial: allEasy(full) }),
    '2.6.24': design(grouping['2.6.24'], holds, {
      initial: memmap_init_zone(few),
      unreachable: { ...allFound, ...freeInBlock, 'buffered_rmqueue.!pcp->count again: jumps': room },
    }),
    '2.6.24:full': design(grouping['2.6.24'], violated(noHostage.name), { initial: memmap_init_zone(full) }),
    'zone-based': design(grouping['zone-based'], holds, {
      initial: kernelcore(half),
      unreachable: roomInNormal,
    }),
    'zone-based:full': design(grouping['zone-based'], holds, {
      initial: kernelcore(full),
      unreachable: {
        'process.next: branch 1': 'users have their pages already',
        '__alloc_pages.*(++z) != NULL: jumps': 'the kernel may come to one zone alone',
      },
    }),
  },
  unreachable: { 'process.put_page_testzero: jumps': 'users have the only reference to their pages' },
  abstractions: [
    ...allocatorAbstractions,
    'single pages are allocated, and watermarks are not looked at',
    'what the kernel has stays its own',
    'users give back the page with the highest address first',
    'ZONE_NORMAL and ZONE_MOVABLE have one lock',
    'nr_free is of all types, which is what anybody asks for',
    'in 2.6.24 no block is MIGRATE_RESERVE',
  ],
});
