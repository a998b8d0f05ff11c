import { atomically, bool, count, ghost, type Size } from '../language/index.ts';
import { VM_BUG_ON } from './bug.ts';
import { named } from './named.ts';
import {
  type HolderOf,
  hold,
  type PagePtrOf,
  type PageRefs,
  type Pages,
  pageIn,
  release,
} from './pageHolder.ts';
import type { Current } from './task.ts';

/**
 * The references to a page: fields for the rows of a table `page`. `count` is page->_count, from 4.6 on page->_refcount,
 * 0 where the page is free; `frozen` says that it is 0 because page_ref_freeze() has made it so, and `generation` how often
 * the page has been freed, modulo 3, by which a translation that is older is known: both are ghosts.
 * include/linux/mm_types.h, include/linux/page_ref.h
 * @param most the bound of the count
 * @example
 * const shape = { page: table(2, pageRefs(4)), task: tasks({ ...taskFields(), ...pageRefFields() }) };
 */
export const pageRefs = (most: Size) => ({
  count: count(most),
  frozen: ghost(bool()),
  generation: ghost(count(2)),
});

/**
 * get_page(): one more reference to a page that has one. One access. The kernel reports a page without, CONFIG_DEBUG_VM.
 * include/linux/mm.h
 * @param pageOf finds the page
 * @param holderOf finds who has the reference then, left out for the task that runs
 * @throws ModelError, when it is run, where the page has no pageRefs(), or the holder no heldPages()
 * @example
 * get_page: get_page((_s, my) => my.page),
 * 'page->mapped++': (s, my) => { deref(s.page, my.page).mapped++; },
 * put_page_testzero: unless(put_page_testzero((_s, my) => my.page), 'return'),
 */
export const get_page = <S, L>(pageOf: PagePtrOf<S, L>, holderOf?: HolderOf<S, L>) =>
  named('get_page', (state: S & Pages, my: L & Current): void => {
    const page = pageOf(state, my);
    const row = pageIn(state, page);
    atomically(() => {
      VM_BUG_ON(row.count === 0, 'page_count(page) <= 0');
      row.count++;
    });
    hold(state, my, page, holderOf);
  });

/**
 * get_page_unless_zero(), as try_get_page() and folio_try_get() are: takes a reference, and returns whether it has; a page
 * that is free, or frozen, has none to take. One access.
 * include/linux/mm.h
 * @param pageOf finds the page
 * @param holderOf finds who has the reference then, left out for the task that runs
 * @throws ModelError, when it is run, where the page has no pageRefs(), or the holder no heldPages()
 * @example
 * repeat: unless((s, my) => (my.page = s.slot[0]!.page) !== null, 'out'),
 * get_page_unless_zero: unless(get_page_unless_zero((_s, my) => my.page), 'repeat'),
 */
export const get_page_unless_zero = <S, L>(pageOf: PagePtrOf<S, L>, holderOf?: HolderOf<S, L>) =>
  named('get_page_unless_zero', (state: S & Pages, my: L & Current): boolean => {
    const page = pageOf(state, my);
    const row = pageIn(state, page);
    const got = atomically(() => {
      const old = row.count;
      if (old > 0) row.count = old + 1;
      return old > 0;
    });
    if (got) hold(state, my, page, holderOf);
    return got;
  });

/**
 * put_page_testzero(): gives the reference up, and returns whether it was the last one, so that the caller frees the page.
 * One access. The kernel reports a page without references, CONFIG_DEBUG_VM; the model one that is another's as 'page-ref'.
 * include/linux/mm.h
 * @param pageOf finds the page
 * @param holderOf finds whose reference it is, left out for the task that runs
 * @throws ModelError, when it is run, where the page has no pageRefs(), or the holder no heldPages()
 * @example
 * put_page_testzero: unless(put_page_testzero((_s, my) => my.page), 'return'),
 * free_hot_cold_page: (s) => { s.nr_free++; },
 */
export const put_page_testzero = <S, L>(pageOf: PagePtrOf<S, L>, holderOf?: HolderOf<S, L>) =>
  named('put_page_testzero', (state: S & Pages, my: L & Current): boolean => {
    const page = pageOf(state, my);
    const row = pageIn(state, page);
    const left = atomically(() => {
      const old = row.count;
      VM_BUG_ON(old === 0, 'page_count(page) == 0');
      row.count = old - 1;
      return old - 1;
    });
    release(state, my, page, holderOf);
    if (left === 0) freed(row);
    return left === 0;
  });

/**
 * set_page_refcounted(): a page that is free gets its first reference, in the allocator. The kernel reports one that has
 * references, CONFIG_DEBUG_VM.
 * mm/internal.h
 * @param pageOf finds the page
 * @param holderOf finds who has the reference then, left out for the task that runs
 * @throws ModelError, when it is run, where the page has no pageRefs(), or the holder no heldPages()
 * @example
 * rmqueue: (_s, my) => { my.page = row('page', 1); },
 * set_page_refcounted: set_page_refcounted((_s, my) => my.page),
 */
export const set_page_refcounted = <S, L>(pageOf: PagePtrOf<S, L>, holderOf?: HolderOf<S, L>) =>
  named('set_page_refcounted', (state: S & Pages, my: L & Current): void => {
    const page = pageOf(state, my);
    const row = pageIn(state, page);
    atomically(() => {
      VM_BUG_ON(row.count > 0, 'page_ref_count(page)');
      row.count = 1;
    });
    hold(state, my, page, holderOf);
  });

/** Whoever still knows the page knows another one from here on. */
export function freed(page: PageRefs): void {
  page.frozen = false;
  page.generation = (page.generation + 1) % 3;
}
