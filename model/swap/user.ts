import { call, count, deref, goto, type Ptr, pointer, type Row, unless } from '../language/index.ts';
import { atAddress, values } from '../mm/machine.ts';
import { at_address, type HasAddress, pte_of } from '../mm/rows.ts';
import { user_store } from '../mm/user.ts';
import { load_contents, userLoad } from '../primitives/index.ts';
import { do_swap_page } from './fault.ts';
import { type SwapMemory, swap_pte_of, swapMemory } from './machine.ts';
import { try_to_free_pages } from './reclaim.ts';

interface HasUser extends HasAddress {
  readonly user: Ptr<'user'>;
}

/** A user loads, and faults until it can: where the pte is a swap entry, the page is brought back for reading. */
export const user_read = swapMemory.fn(
  'user_read',
  'a user',
  { vma: pointer('vma'), ...atAddress, user: pointer('user') },
  { entry: pointer('slot') },
  {
    ...userLoad('load', {
      tlb: (s: SwapMemory, my: HasUser) => deref(s.user, my.user).tlb,
      walk: (s: SwapMemory, my: HasUser) => {
        const { kind, write, page } = pte_of(s, my);
        return kind === 'present' ? { page, write } : null;
      },
      fault: 'entry = *pte',
      access: (s: SwapMemory, my: HasUser, page: Row<'page'>) =>
        load_contents(s.page[page]!, at_address(s, my)),
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
