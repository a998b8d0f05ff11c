import { call, patch, pointer, replace, unless, when } from '../language/index.ts';
import { put_page } from '../mm/pages.ts';
import { try_to_unmap_anon, try_to_unmap_one } from '../mm/rmapWalk.ts';
import { page_lock, page_mapped, page_of, pageOf } from '../mm/rows.ts';
import { get_page_unless_zero, trylock_page, unlock_page } from '../primitives/index.ts';
import { PageSwapCache, swap_pte_of, swapMemory } from './machine.ts';
import { add_to_swap_cache } from './swapCache.ts';
import { get_swap_page, swap_duplicate } from './swapMap.ts';

const mm = swapMemory.take({ try_to_unmap_one });

/** Unmapping a page of the swap cache leaves swap entries behind. */
export const leaves_swap_entries = patch('try_to_unmap_one: a page of the swap cache').in(
  mm.try_to_unmap_one,
  replace('set_pte_at(migration entry)', {
    swap_duplicate,
    'set_pte_at(swap entry)': (s, my) => {
      const pte = swap_pte_of(s, my);
      pte.kind = 'swap';
      pte.entry = s.page[my.page!]!.private;
    },
  }),
);

/** Takes one page of the LRU list and unmaps it, with a swap entry that it gets for that; it stays in the swap cache. */
const shrink_page_list = swapMemory.fn(
  'shrink_page_list',
  'mm/vmscan.c v2.6.35, of one page, without pageout() and what comes behind it',
  { page: pointer('page') },
  { entry: pointer('slot') },
  {
    /** A page is on its LRU list from page_add_new_anon_rmap() until it is freed. */
    PageLRU: unless((s, my) => page_of(s, my).mapping !== null, 'return'),
    isolate_lru_page: unless(get_page_unless_zero(pageOf), 'return'),
    trylock_page: unless(trylock_page(page_lock), 'keep'),
    'PageAnon(page) && !PageSwapCache(page)': when(PageSwapCache, 'page_mapped'),
    get_swap_page,
    '!entry': when((_s, my) => my.entry === null, 'keep_locked'),
    add_to_swap_cache: call(add_to_swap_cache),
    page_mapped: unless(page_mapped, 'keep_locked'),
    try_to_unmap: call(try_to_unmap_anon),
    keep_locked: unlock_page(page_lock),
    keep: call(put_page),
  },
);

/** Whoever needs memory takes two pages of the LRU list: __alloc_pages_direct_reclaim() of the task, or kswapd. */
export const try_to_free_pages = swapMemory.fn(
  'try_to_free_pages',
  'mm/vmscan.c v2.6.35, of two pages',
  { first: pointer('page'), second: pointer('page') },
  {},
  {
    first: call(shrink_page_list, { page: 'first' }),
    second: call(shrink_page_list, { page: 'second' }),
  },
);
