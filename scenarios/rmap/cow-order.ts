import { design, holds, scenario, sometimes, thread, violated } from '../../model/language/index.ts';
import { type Memory, memory } from '../../model/mm/machine.ts';
import { remove_rmap_behind_the_switch } from '../../model/mm/patches.ts';
import { user_load, user_store } from '../../model/mm/user.ts';
import {
  mapcountIsPresentPtes,
  nothingStoredIsLost,
  pagesAreCounted,
  sharedIsReadOnly,
} from '../../properties/memory.ts';
import { oneFaultAnMm } from '../../properties/memoryUnreachable.ts';
import { forked } from './situations.ts';

/** What a write to a page that was shared comes to. */
const bothWays = [
  sometimes('the last one of the two goes on with the page', (s: Memory) =>
    s.mm.some(({ pte }) => pte[0]!.value.page === 0 && pte[0]!.value.write),
  ),
  sometimes('both have copied the page', (s: Memory) => s.page[0]!.free),
];

export default scenario('rmap/cow-order', {
  summary: 'parent and child write to the page that they share, and another thread of the child reads it',
  machine: memory,
  sizes: { pages: 3, users: 3, values: 2 },
  threads: {
    parent: thread(user_store, { vma: 0, mm: 0, address: 0, user: 0, value: 1 }),
    child: thread(user_store, { vma: 1, mm: 1, address: 0, user: 1, value: 2 }),
    reader: thread(user_load, { mm: 1, address: 0, user: 2 }),
  },
  initial: forked,
  properties: [pagesAreCounted, mapcountIsPresentPtes, sharedIsReadOnly, nothingStoredIsLost, ...bothWays],
  unreachable: oneFaultAnMm,
  designs: {
    '2.6.25': design([], violated('page-contents', 'user_load.load: access')),
    '2.6.26': design([remove_rmap_behind_the_switch], holds),
  },
});
