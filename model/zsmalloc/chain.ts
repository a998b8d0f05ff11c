import { bool, deref, goto, oneStep, type Ptr, pointer, unless, when } from '../language/index.ts';
import {
  BUG_ON,
  type Current,
  kmem_cache_free,
  trylock_page,
  unlock_page,
  VM_BUG_ON,
} from '../primitives/index.ts';
import { class_of, type HasPage, type PageRow, page_lock, page_of, put_page, zspage_of } from './rows.ts';
import { why } from './why.ts';
import { type Zs, zs } from './zs.ts';

/*
 * A zspage as a struct of its own (3783689a1aa8): its pages are linked from the first to the last, and each points at
 * it with page->private.
 */

interface OfZspage {
  readonly zspage: Ptr<'zspage'>;
}

/** get_zspage(): page->private, whose magic number must be there. */
export function get_zspage(s: Zs, page: PageRow): Ptr<'zspage'> & number {
  const zspage = page.private;
  BUG_ON(!deref(s.zspage, zspage).magic, 'zspage->magic != ZSPAGE_MAGIC');
  return zspage!;
}

/** Goes on to the next page of the zspage, at first to its first page; false behind the last one. */
export const next_page = (s: Zs, my: OfZspage & HasPage): boolean => {
  my.page = my.page === null ? zspage_of(s, my).first_page : page_of(s, my).next;
  return my.page !== null;
};

/** reset_page(): the page loses what made it part of a zspage, and the VM sees no driver behind it any more. */
export function reset_page(page: PageRow): void {
  page.mapping = null;
  page.PG_private = false;
  page.private = null;
  page.next = null;
}

/** create_page_chain(): each page points at the zspage and at the page behind it. */
export function create_page_chain(s: Zs, row: Ptr<'zspage'> & number, pages: readonly Ptr<'page'>[]): void {
  pages.forEach((number, i) => {
    const page = deref(s.page, number);
    page.private = row;
    page.PG_private = i === 0;
    page.next = pages[i + 1] ?? null;
  });
  s.zspage[row]!.first_page = pages[0]!;
}

interface IsLocked {
  locked: boolean;
}
const return_1 = (_s: Zs, my: IsLocked) => {
  my.locked = true;
};
interface Unlocking extends OfZspage, HasPage {
  fail: Ptr<'page'>;
}
const unlock_from_first = (s: Zs, my: Unlocking) => {
  my.fail = my.page;
  my.page = zspage_of(s, my).first_page;
  return my.page !== my.fail;
};
const unlock_up_to_fail = (s: Zs, my: Unlocking & Current) => {
  unlock(s, my);
  my.page = page_of(s, my).next;
  return my.page !== my.fail;
};
const unlock = unlock_page(page_lock);

/** Locks all pages of a zspage, or none where one of them is locked. */
export const trylock_zspage = zs.fn(
  'trylock_zspage',
  'mm/zsmalloc.c v4.8',
  { zspage: pointer('zspage') },
  { page: pointer('page'), fail: pointer('page'), locked: bool() },
  {
    get_next_page: unless(next_page, 'return_1'),
    trylock_page: when(trylock_page(page_lock), 'get_next_page'),
    unlock: unless(unlock_from_first, 'return'),
    unlock_page: when(unlock_up_to_fail, 'unlock_page'),
    return_0: goto('return'),
    return_1,
  },
);

interface Freeing extends OfZspage, HasPage {
  next: Ptr<'page'>;
}
/** The asserts of the beginning. */
const VM_BUG_ON_inuse = (s: Zs, my: Freeing) => {
  const zspage = zspage_of(s, my);
  VM_BUG_ON(zspage.inuse > 0, 'get_zspage_inuse(zspage)');
  VM_BUG_ON(zspage.fullness !== 'ZS_EMPTY', 'fg != ZS_EMPTY');
  my.page = zspage.first_page;
};
const reset = (s: Zs, my: Freeing) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.lock.owner === null, '!PageLocked(page)');
  my.next = page.next;
  reset_page(page);
};
const put_page_then_next = (s: Zs, my: Freeing) => {
  put_page(page_of(s, my));
  my.page = my.next;
  return my.page !== null;
};
const cache_free_zspage = (s: Zs, my: Freeing) => {
  kmem_cache_free(zspage_of(s, my), s);
  class_of(s).OBJ_ALLOCATED -= class_of(s).objs_per_zspage;
};

/** Frees an empty zspage whose pages the caller has all locked. */
export const __free_zspage = zs.fn(
  '__free_zspage',
  'mm/zsmalloc.c v4.8',
  { zspage: pointer('zspage') },
  { page: pointer('page'), next: pointer('page') },
  {
    VM_BUG_ON: VM_BUG_ON_inuse,
    reset_page: reset,
    unlock_page: unlock,
    put_page: oneStep(why.put_page, when(put_page_then_next, 'reset_page')),
    cache_free_zspage,
  },
);
