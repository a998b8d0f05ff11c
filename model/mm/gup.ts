import { call, count, deref, type Ptr, pointer, unless } from '../language/index.ts';
import {
  type Current,
  down_read,
  get_page,
  spin_lock,
  spin_unlock,
  store_contents,
  up_read,
} from '../primitives/index.ts';
import { atAddress, type Memory, memory, values } from './machine.ts';
import { put_page } from './pages.ts';
import { at_address, mmap_sem, pte_lock, pte_of } from './rows.ts';

interface HasPage {
  page: Ptr<'page'>;
}

/** Takes a reference to the page at an address that may be written, or says that there is none. */
const follow_page = memory.fn(
  'follow_page',
  'mm/memory.c v2.6.18: FOLL_WRITE | FOLL_GET',
  atAddress,
  { page: pointer('page') },
  {
    pte_offset_map_lock: spin_lock(pte_lock),
    'pte_present(pte) && pte_write(pte)': unless((s, my) => {
      const { kind, write, page } = pte_of(s, my);
      if (kind === 'present' && write) my.page = page;
      return my.page !== null;
    }, 'unlock'),
    get_page: get_page((_s: Memory, my: HasPage & Current) => my.page),
    unlock: spin_unlock(pte_lock),
  },
);

/**
 * Stores a value into the memory of an mm, from outside: by a reference to the page, and no pte. get_user_pages() is its
 * first look alone: who would have to fault gives up.
 */
export const access_process_vm = memory.fn(
  'access_process_vm',
  'kernel/ptrace.c v2.6.18: write',
  { vma: pointer('vma'), ...atAddress, value: count(values) },
  { page: pointer('page') },
  {
    down_read: down_read(mmap_sem),
    get_user_pages: call(follow_page, { page: 'page' }),
    /** It faults there, and looks again; here it gives up. */
    '!page': unless((_s, my) => my.page !== null, 'up_read'),
    copy_to_user_page: (s, my) => store_contents(deref(s.page, my.page), at_address(s, my), my.value),
    page_cache_release: call(put_page),
    up_read: up_read(mmap_sem),
  },
);
