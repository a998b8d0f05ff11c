import { atomically } from '../language/index.ts';
import { BUG_ON, VM_BUG_ON } from './bug.ts';
import { named } from './named.ts';
import { type PagePtrOf, type Pages, pageIn } from './pageHolder.ts';
import { freed } from './pageRefs.ts';

/**
 * page_ref_freeze(page, count), up to 4.5 page_freeze_refs(): makes the count 0 if it is the given one, and returns whether
 * it did, in one cmpxchg. Nobody can take a reference then, though those that were counted are there; it is page_ref_unfreeze()
 * that shows them again, or free_frozen_page() that ends them.
 * include/linux/page_ref.h
 * @param pageOf finds the page
 * @param expected how many references there have to be: those that the caller knows of
 * @throws ModelError, when it is run, where the page has no pageRefs()
 * @example
 * page_ref_freeze: unless(page_ref_freeze((_s, my) => my.page, 2), 'unlock'),
 * 'slot->page = NULL': (s) => { s.slot[0]!.page = null; },
 * page_ref_unfreeze: page_ref_unfreeze((_s, my) => my.page, 1),
 */
export const page_ref_freeze = <S, L>(pageOf: PagePtrOf<S, L>, expected: number) =>
  named('page_ref_freeze', (state: S & Pages, my: L): boolean => {
    const row = pageIn(state, pageOf(state, my));
    const isSo = atomically(() => {
      const is = row.count === expected;
      if (is) row.count = 0;
      return is;
    });
    if (isSo) row.frozen = true;
    return isSo;
  });

/**
 * page_ref_unfreeze(page, count), up to 4.5 page_unfreeze_refs(): a page that is frozen has its count again. One store. The
 * kernel reports a count that is not 0, and a new one that is, CONFIG_DEBUG_VM.
 * include/linux/page_ref.h
 * @param pageOf finds the page
 * @param count how many references there are
 * @throws ModelError, when it is run, where the page has no pageRefs()
 * @example
 * page_ref_freeze: unless(page_ref_freeze((_s, my) => my.page, 2), 'unlock'),
 * 'slot->page = NULL': (s) => { s.slot[0]!.page = null; },
 * page_ref_unfreeze: page_ref_unfreeze((_s, my) => my.page, 1),
 */
export const page_ref_unfreeze = <S, L>(pageOf: PagePtrOf<S, L>, count: number) =>
  named('page_ref_unfreeze', (state: S & Pages, my: L): void => {
    const row = pageIn(state, pageOf(state, my));
    atomically(() => {
      VM_BUG_ON(row.count !== 0, 'page_count(page) != 0');
      VM_BUG_ON(count === 0, 'count == 0');
      row.count = count;
    });
    row.frozen = false;
  });

/**
 * A page that is frozen goes back to the allocator, as those do that reclaim has taken out of their cache: the references
 * end with it, and their holders have given them up before, see giveReference(). A page that is not frozen is none to free
 * so. free_frozen_pages() in mm/page_alloc.c (6.14), shrink_page_list() in mm/vmscan.c
 * @param pageOf finds the page
 * @throws ModelError, when it is run, where the page has no pageRefs()
 * @example
 * page_ref_freeze: unless(page_ref_freeze((_s, my) => my.page, 2), 'unlock'),
 * 'slot->page = NULL': (s) => { s.slot[0]!.page = null; },
 * free_frozen_page: free_frozen_page((_s, my) => my.page),
 */
export const free_frozen_page = <S, L>(pageOf: PagePtrOf<S, L>) =>
  named('free_frozen_page', (state: S & Pages, my: L): void => {
    const row = pageIn(state, pageOf(state, my));
    BUG_ON(!row.frozen, 'page_ref_count(page) is not frozen');
    freed(row);
  });
