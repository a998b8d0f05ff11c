import {
  bool,
  call,
  count,
  deref,
  goto,
  oneOf,
  oneStep,
  type Ptr,
  pointer,
  size,
  unless,
  when,
} from '../language/index.ts';
import { alloc_page, put_page } from '../mm/pages.ts';
import { page_of, pageOf } from '../mm/rows.ts';
import {
  BUG_ON,
  type Current,
  get_page,
  put_page_testzero,
  trylock_page,
  unlock_page,
} from '../primitives/index.ts';
import { type HasEntry, type SwapMemory, slot_of, swapMemory, swapper_space } from './machine.ts';
import { page_swapcount, swapcache_free, swapcache_prepare } from './swapMap.ts';
import { why } from './why.ts';

const get = get_page(pageOf);
const release = put_page_testzero(pageOf, swapper_space);

/** find_get_page(&swapper_space, entry): the page of the entry with a reference to it, or null. mm/filemap.c v2.6.35 */
export const find_get_page = oneStep(
  why.lookup,
  (s: SwapMemory, my: HasEntry & Current & { page: Ptr<'page'> }) => {
    my.page = slot_of(s, my).page;
    if (my.page !== null) get(s, my);
  },
);

/** A locked page goes into the swap cache, which has a reference to it. */
export const add_to_swap_cache = swapMemory.fn(
  'add_to_swap_cache',
  'mm/swap_state.c v2.6.35: __add_to_swap_cache(), without tree_lock, under which one slot is stored',
  { page: pointer('page'), entry: pointer('slot') },
  {},
  {
    page_cache_get: get_page(pageOf, swapper_space),
    /** And set_page_private(). */
    SetPageSwapCache: (s, my) => {
      s.page[my.page!]!.private = my.entry;
    },
    radix_tree_insert: (s, my) => {
      slot_of(s, my).page = my.page;
    },
  },
);

/** A locked page leaves the swap cache, whose reference is never the last one: who locks a page has one. */
const delete_from_swap_cache = swapMemory.fn(
  'delete_from_swap_cache',
  'mm/swap_state.c v2.6.35, without tree_lock, under which one slot is stored',
  { page: pointer('page') },
  { entry: pointer('slot') },
  {
    'entry = page_private(page)': (s, my) => {
      my.entry = s.page[my.page!]!.private;
    },
    radix_tree_delete: (s, my) => {
      slot_of(s, my).page = null;
    },
    /** And set_page_private(page, 0). */
    ClearPageSwapCache: (s, my) => {
      s.page[my.page!]!.private = null;
    },
    swapcache_free,
    page_cache_release: (s, my) => {
      BUG_ON(release(s, my), 'the last reference to the page is that of the swap cache');
    },
  },
);

interface HasNewPage {
  new_page: Ptr<'page'>;
}
const newPageOf = (s: SwapMemory, my: HasNewPage) => deref(s.page, my.new_page);
const new_page_lock = (s: SwapMemory, my: HasNewPage) => newPageOf(s, my).lock;
const alloc_page_vma = alloc_page((_s, my: HasNewPage, page) => {
  my.new_page = page;
});
const trylock_new_page = trylock_page(new_page_lock);
const by_err = { '0': '__set_page_locked', '-EEXIST': 'find_get_page', '-ENOENT': 'free_new_page' } as const;

/** Reads a page of an entry that no page of the swap cache has, or finds the one that somebody else reads; or null. */
export const read_swap_cache_async = swapMemory.fn(
  'read_swap_cache_async',
  'mm/swap_state.c v2.6.35',
  { entry: pointer('slot') },
  { page: pointer('page'), new_page: pointer('page'), err: oneOf('0', '-EEXIST', '-ENOENT') },
  {
    find_get_page,
    found_page: when((_s, my) => my.page !== null, 'new_page'),
    '!new_page': when((_s, my) => my.new_page !== null, 'swapcache_prepare'),
    alloc_page_vma,
    swapcache_prepare,
    err: goto(['__set_page_locked', 'find_get_page', 'free_new_page'], (_s, my) => by_err[my.err]),
    __set_page_locked: (s, my) => {
      BUG_ON(!trylock_new_page(s, my), 'PageLocked(new_page)');
    },
    __add_to_swap_cache: call(add_to_swap_cache, { page: 'new_page' }),
    /** A read that is done when it returns. */
    swap_readpage: (s, my) => {
      newPageOf(s, my).contents = slot_of(s, my).contents;
    },
    end_swap_bio_read: unlock_page(new_page_lock),
    'return new_page': goto('return', (_s, my) => {
      my.page = my.new_page;
    }),
    new_page: when((_s, my) => my.new_page === null, 'return'),
    free_new_page: call(put_page, { page: 'new_page' }),
  },
);

/** Whether a locked page is only the caller's, by ptes and swap entries; if so, it leaves the swap cache. */
export const reuse_swap_page = swapMemory.fn(
  'reuse_swap_page',
  'mm/swapfile.c v2.6.35',
  { page: pointer('page') },
  { count: count(size('swap_counts', 2)), reuse: bool(), entry: pointer('slot') },
  {
    page_mapcount: (s, my) => {
      my.count = page_of(s, my).mapcount;
    },
    'count <= 1 && PageSwapCache(page)': unless((s, my) => {
      my.entry = s.page[my.page!]!.private;
      return my.count <= 1 && my.entry !== null;
    }, 'return count <= 1'),
    page_swapcount,
    'count == 1': unless((_s, my) => my.count === 1, 'return count <= 1'),
    delete_from_swap_cache: call(delete_from_swap_cache),
    'return count <= 1': (_s, my) => {
      my.reuse = my.count <= 1;
    },
  },
);
