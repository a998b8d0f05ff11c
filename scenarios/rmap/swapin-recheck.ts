import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { add_rmap_in_front_of_the_pte, remove_rmap_behind_the_switch } from '../../model/mm/patches.ts';
import { counts_swap_entries, faults_swap_in } from '../../model/swap/fault.ts';
import { swapMemory } from '../../model/swap/machine.ts';
import { check_entry, check_swap_cache } from '../../model/swap/patches.ts';
import { leaves_swap_entries } from '../../model/swap/reclaim.ts';
import { other_user_store, user_read, user_store_and_reclaim } from '../../model/swap/user.ts';
import { entryWitnesses, ptesPagesAndEntries } from '../../properties/swap.ts';
import { oneEntry } from '../../properties/swapUnreachable.ts';
import { swappedOut } from './situations.ts';

const withSwap = [
  remove_rmap_behind_the_switch,
  add_rmap_in_front_of_the_pte,
  faults_swap_in,
  counts_swap_entries,
  leaves_swap_entries,
];

export default scenario('rmap/swapin-recheck', {
  summary:
    'two threads of a process and another process fault on one swap entry, which reclaim gives to another page',
  machine: swapMemory,
  sizes: { pages: 4, users: 3, values: 2, slots: 2, references: 6 },
  threads: {
    A: thread(user_store_and_reclaim, { vma: 0, mm: 0, address: 0, user: 0, value: 1, first: 1, second: 0 }),
    B: thread(user_read, { vma: 0, mm: 0, address: 0, user: 1 }),
    C: thread(other_user_store, { vma: 1, mm: 1, address: 0, user: 2, value: 2 }),
  },
  initial: swappedOut,
  properties: [...ptesPagesAndEntries, ...entryWitnesses],
  unreachable: oneEntry,
  designs: {
    '2.6.36-rc3': design(withSwap, violated('page-contents', 'user_read.load: access')),
    '2.6.36-rc4': design(
      [...withSwap, check_swap_cache],
      violated('page-contents', 'user_read.load: access'),
    ),
    '2.6.36-rc5': design([...withSwap, check_entry], holds),
  },
});
