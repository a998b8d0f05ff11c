import { count, ghost, type Size, violate } from '../language/index.ts';

/** A page that has contents. */
export interface HasContents {
  contents: number;
}
/** Where it is known what was stored last: an address of an mm, an index of a file. */
export interface Stored {
  stored: number;
}

/**
 * What a page has in it, for the rows of a table `page`: one value for all of it, 0 where it has been cleared. It is memory
 * like any other, which a user's store and a copy access.
 * @param values the largest value
 * @example
 * const pageFields = { ...pageRefs(4), contents: pageContents(2) };
 */
export const pageContents = (values: Size) => count(values);

/**
 * What has been stored last at an address, for the rows that stand for addresses: an mm and address, or a file and index
 * where a mapping is shared. A ghost: whatever pages the kernel puts behind the address, loads must find it there. It is
 * with the address, so fork copies it, and 0 where nothing has been stored.
 * @param values the largest value
 * @example
 * const vmaFields = { anon_vma: pointer('anon_vma'), stored: storedContents(2) };
 */
export const storedContents = (values: Size) => ghost(count(values));

/**
 * A user's store: the value is in the page, and is what loads from the address must find. One access.
 * @example
 * store: (s, my) => { store_contents(deref(s.page, my.page), s.address[0]!, 1); },
 * load: (s, my) => { load_contents(deref(s.page, my.page), s.address[0]!); },
 */
export function store_contents(page: HasContents, at: Stored, value: number): void {
  page.contents = value;
  at.stored = value;
}

/**
 * A user's load: finds what has been stored last at the address, or it is the violation 'page-contents'. So a store that
 * is lost is found, as to a page that has been copied already, and one that has leaked: what is found was stored elsewhere,
 * through another mm, or before the page was freed. One access.
 * @example
 * store: (s, my) => { store_contents(deref(s.page, my.page), s.address[0]!, 1); },
 * load: (s, my) => { load_contents(deref(s.page, my.page), s.address[0]!); },
 */
export function load_contents(page: HasContents, at: Stored): void {
  const found = page.contents;
  if (found === at.stored) return;
  violate('page-contents', `${found} is loaded from where ${at.stored} was stored last`);
}

/**
 * copy_highpage(to, from): a load and a store; the new page is the copier's own, or another thread comes between.
 * include/linux/highmem.h
 * @example
 * copy_highpage: (s, my) => copy_highpage(s.page[1]!, deref(s.page, my.page)),
 */
export function copy_highpage(to: HasContents, from: HasContents): void {
  to.contents = from.contents;
}

/**
 * clear_highpage(page): a page that a user gets has nothing of others in it.
 * include/linux/highmem.h
 * @example
 * clear_highpage: (s, my) => clear_highpage(deref(s.page, my.page)),
 */
export function clear_highpage(page: HasContents): void {
  page.contents = 0;
}
