import { call, count, deref, goto, type Ptr, pointer, type Row } from '../language/index.ts';
import { load_contents, store_contents, userLoad, userStore } from '../primitives/index.ts';
import { do_page_fault } from './fault.ts';
import { atAddress, type Memory, memory, values } from './machine.ts';
import { at_address, type HasAddress, pte_of } from './rows.ts';

/** A thread that is a user. */
export interface HasUser extends HasAddress {
  readonly user: Ptr<'user'>;
}
/** The TLB entry of a user. */
export const tlb = (s: Memory, my: HasUser) => deref(s.user, my.user).tlb;
/** What the CPU of a user finds in the page table. */
export const walk = (s: Memory, my: HasUser) => {
  const { kind, write, page } = pte_of(s, my);
  return kind === 'present' ? { page, write } : null;
};

/** A user stores a value, by its TLB and the page table, and faults until it can. */
export const user_store = memory.fn(
  'user_store',
  'a user',
  { vma: pointer('vma'), ...atAddress, user: pointer('user'), value: count(values) },
  {},
  {
    ...userStore('store', {
      tlb,
      walk,
      fault: 'do_page_fault',
      access: (s: Memory, my: HasUser & { readonly value: number }, page: Row<'page'>) =>
        store_contents(s.page[page]!, at_address(s, my), my.value),
    }),
    stored: goto('return'),
    do_page_fault: call(do_page_fault),
    again: goto('store'),
  },
);

/** A load from the page that the TLB says. */
export const load = (s: Memory, my: HasUser, page: Row<'page'>): void =>
  load_contents(s.page[page]!, at_address(s, my));

/** A user loads, and finds what has been stored there last, unless there is no page to load from just then. */
export const user_load = memory.fn(
  'user_load',
  'a user',
  { ...atAddress, user: pointer('user') },
  {},
  {
    ...userLoad('load', {
      tlb,
      walk,
      fault: 'return',
      access: load,
    }),
  },
);
