import type { Unreachable } from '../model/language/index.ts';

const fault = 'do_page_fault.handle_mm_fault';
const A = `user_store_and_reclaim.user_store.${fault}`;
const C = `other_user_store.user_store.${fault}`;
/** The way of both writers, at a label of their do_swap_page(). */
const both = (way: string, why: string): Unreachable =>
  Object.fromEntries([A, C].map((path) => [`${path}.do_swap_page.do_swap_page.${way}`, why]));
const first = 'user_store_and_reclaim.try_to_free_pages.first';
const alone = 'until both writers have pages of their own nobody is alone with the one that they share';
const copied = 'the first page is a copy, which one mm has and nobody locks any more';
const held = 'a page that was mapped is mapped still, or in the swap cache, and has a reference for that';
const itself = 'nobody but its own task changes a pte of its mm that is present';
const unknown = 'nobody else knows the page that was to be mapped';

/** Where both mms have one swap entry, one of them has a thread that only loads, and only who stores there reclaims. */
export const oneEntry: Unreachable = {
  '*.vma_address: jumps': 'each vma has the page at its first address',
  '*.address >= vma->vm_end: jumps': 'each vma has the page at its first address',
  'user_store_and_reclaim.user_store.*access: jumps': 'only its own task unmaps its page, and later',
  [`${A}.entry = *pte: goto do_anonymous_page`]: itself,
  [`${A}.pte_same(*pte, entry) && !pte_write(entry): falls`]: itself,
  [`${A}.do_wp_page.pte_same(*page_table, orig_pte): jumps`]: itself,
  [`${C}.do_swap_page.do_swap_page.pte_same(*page_table, orig_pte): jumps`]:
    'C alone faults in its mm, and reclaim leaves swap entries as they are',
  [`${C}.do_swap_page.entry = *pte: jumps`]: 'C alone faults in its mm',
  ...both('!page: falls', alone),
  ...both('!PageSwapCache(page)*: jumps', alone),
  ...both('reuse_swap_page.count <= 1 && PageSwapCache(page): jumps', alone),
  ...both('flags & FAULT_FLAG_WRITE: jumps', 'who stores faults to write'),
  'user_read.do_swap_page.flags & FAULT_FLAG_WRITE: falls': 'who loads faults to read',
  '*.page_cache_release.put_page_testzero: falls': held,
  '*.release_old_page.put_page_testzero: falls': held,
  '*.keep.put_page_testzero: falls': held,
  '*.isolate_lru_page: jumps': held,
  '*.page_lock_anon_vma: jumps': 'a page of an LRU list has its mapping',
  'user_store_and_reclaim.try_to_free_pages.second.PageLRU: jumps': held,
  [`${first}.trylock_page: jumps`]: copied,
  [`${first}.PageAnon(page) && !PageSwapCache(page): jumps`]: copied,
  [`${first}.get_swap_page: branch 2`]: 'there are two entries, and one page has one',
  [`${first}.!entry: jumps`]: 'there are two entries, and one page has one',
  [`${first}.page_mapped: jumps`]: copied,
  [`${first}.try_to_unmap.page_mapped_still: jumps`]: copied,
  '*.free_new_page.put_page_testzero: jumps': unknown,
  '*.do_anonymous_page.release.put_page_testzero: jumps': unknown,
  'do_anonymous_page.pte_none(*page_table): falls':
    'a pte is none only while its page is unmapped or replaced, under the lock of it',
};
