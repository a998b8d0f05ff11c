import { call, count, goto, pointer, unless } from '../language/index.ts';
import { atAddress, values } from '../mm/machine.ts';
import { load, tlb, user_store, walk } from '../mm/user.ts';
import { userLoad } from '../primitives/index.ts';
import { do_swap_page } from './fault.ts';
import { swap_pte_of, swapMemory } from './machine.ts';
import { try_to_free_pages } from './reclaim.ts';

/** A user loads, and faults until it can: where the pte is a swap entry, the page is brought back for reading. */
export const user_read = swapMemory.fn(
  'user_read',
  'a user',
  { vma: pointer('vma'), ...atAddress, user: pointer('user') },
  { entry: pointer('slot') },
  {
    ...userLoad('load', {
      tlb,
      walk,
      fault: 'entry = *pte',
      access: load,
    }),
    loaded: goto('return'),
    /** handle_pte_fault() of a read; a pte that is none is one that another thread is about to store. */
    'entry = *pte': unless((s, my) => {
      my.entry = swap_pte_of(s, my).entry;
      return my.entry !== null;
    }, 'load'),
    do_swap_page: call(do_swap_page),
    again: goto('load'),
  },
);

/** A user stores, and its task needs memory later. */
export const user_store_and_reclaim = swapMemory.fn(
  'user_store_and_reclaim',
  'a user',
  {
    vma: pointer('vma'),
    ...atAddress,
    user: pointer('user'),
    value: count(values),
    first: pointer('page'),
    second: pointer('page'),
  },
  {},
  { user_store: call(user_store), try_to_free_pages: call(try_to_free_pages) },
);

/** A user of the other process stores. */
export const other_user_store = swapMemory.fn(
  'other_user_store',
  'a user',
  { vma: pointer('vma'), ...atAddress, user: pointer('user'), value: count(values) },
  {},
  { user_store: call(user_store) },
);
