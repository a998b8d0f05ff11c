import {
  atomically,
  bool,
  call,
  goto,
  patch,
  pointer,
  replace,
  startsAt,
  unless,
  when,
} from '../language/index.ts';
import { do_wp_page, handle_pte_fault } from '../mm/fault.ts';
import { atAddress } from '../mm/machine.ts';
import { put_page } from '../mm/pages.ts';
import {
  copy_pte,
  type HasAddress,
  type HasPage,
  page_lock,
  page_of,
  pageOf,
  pte_lock,
  pteOf,
  set_anon_rmap,
} from '../mm/rows.ts';
import { giveReference, lock_page, spin_lock, spin_unlock, unlock_page } from '../primitives/index.ts';
import { type HasEntry, type SwapMemory, swap_pte_of, swapMemory } from './machine.ts';
import { find_get_page, read_swap_cache_async, reuse_swap_page } from './swapCache.ts';
import { swap_free } from './swapMap.ts';

const pte_same = (s: SwapMemory, my: HasAddress & HasEntry): boolean => {
  const { kind, entry } = swap_pte_of(s, my);
  return kind === 'swap' && entry === my.entry;
};
const atomic_inc_and_test = (s: SwapMemory, my: HasPage): boolean =>
  atomically(() => ++page_of(s, my).mapcount === 1);

/** A pte is a swap entry, as it looked: the page of the entry is put there, if the entry is there still. */
export const do_swap_page = swapMemory.fn(
  'do_swap_page',
  'mm/memory.c v2.6.35, without migration entries',
  { vma: pointer('vma'), ...atAddress, entry: pointer('slot') },
  { page: pointer('page'), write_access: bool(), reuse: bool() },
  {
    lookup_swap_cache: find_get_page,
    '!page': when((_s, my) => my.page !== null, 'lock_page'),
    swapin_readahead: call(read_swap_cache_async, { page: 'page' }),
    'still !page': when((_s, my) => my.page === null, 'return'),
    lock_page: lock_page(page_lock),
    pte_offset_map_lock: spin_lock(pte_lock),
    'pte_same(*page_table, orig_pte)': unless(pte_same, 'out_nomap'),
    'flags & FAULT_FLAG_WRITE': unless((_s, my) => my.write_access, 'set_pte_at'),
    reuse_swap_page: call(reuse_swap_page, { reuse: 'reuse' }),
    set_pte_at: (s, my) => {
      const pte = swap_pte_of(s, my);
      copy_pte(pte, pteOf('present', my.page, my.reuse));
      pte.entry = null;
      giveReference(pageOf)(s, my);
    },
    /** do_page_add_anon_rmap() */
    'first = atomic_inc_and_test(&page->_mapcount)': unless(atomic_inc_and_test, 'swap_free'),
    __page_set_anon_rmap: set_anon_rmap,
    swap_free,
    unlock_page: unlock_page(page_lock),
    pte_unmap_unlock: goto('return', spin_unlock(pte_lock)),
    out_nomap: spin_unlock(pte_lock),
    out_page: unlock_page(page_lock),
    page_cache_release: call(put_page),
  },
);

/**
 * do_swap_page(…, FAULT_FLAG_WRITE). handle_pte_fault() of model/mm has no entry to keep: the pte is loaded once more, as if
 * the fault came only then.
 */
const do_swap_page_to_write = swapMemory.fn(
  'handle_mm_fault',
  'mm/memory.c v2.6.35, of a write where a swap entry is',
  { vma: pointer('vma'), ...atAddress },
  { entry: pointer('slot'), write_access: startsAt(bool(), true) },
  {
    'entry = *pte': unless((s, my) => {
      my.entry = swap_pte_of(s, my).entry;
      return my.entry !== null;
    }, 'return'),
    do_swap_page: call(do_swap_page, { write_access: 'write_access' }),
  },
);

const mm = swapMemory.take({ do_wp_page, handle_pte_fault });

/** Faults of users come by swap entries. */
export const faults_swap_in = patch('handle_pte_fault: swap entries').in(
  mm.handle_pte_fault,
  replace('do_swap_page', { do_swap_page: call(do_swap_page_to_write) }),
);

/** reuse_swap_page() for what is `page_mapcount(page) == 1` without swap. */
export const counts_swap_entries = patch('do_wp_page: reuse_swap_page()').in(
  mm.do_wp_page,
  replace('page_mapcount(page) == 1', {
    reuse_swap_page: call(reuse_swap_page, { reuse: 'reuse' }),
    reuse: unless((_s, my) => my.reuse, 'unlock_page'),
  }),
);
