import type { Ptr } from '../language/index.ts';
import { is_first_page } from './fullnessList.ts';
import type { HasPage, HasZspage, ZspageRow } from './rows.ts';
import type { Zs } from './zs.ts';

/*
 * Up to 4.7 and in v3 a zspage is its first page, so that a pointer to the one is a pointer to the other. These designs
 * are modelled with zspages of one page: v3 migrates no other page than the first.
 */

/** get_first_page() */
export function zspage_of_first_page(s: Zs, page: Ptr<'page'>): Ptr<'zspage'> & number {
  const row = page as number as Ptr<'zspage'> & number;
  is_first_page(s, row);
  return row;
}

/** The first page of a zspage. */
export const first_page_of = (zspage: Ptr<'zspage'>) => zspage as Ptr<never> as Ptr<'page'>;

/** `first_page = get_first_page(f_page);` */
export const get_first_page = (s: Zs, my: HasPage & HasZspage) => {
  my.zspage = zspage_of_first_page(s, my.page);
};

/** What reset_page() leaves: no first page any more, and a meta word of zero. */
export function reset_first_page(s: Zs, row: Ptr<'zspage'> & number): void {
  s.page[row]!.PG_private = false;
  reset_meta(s.zspage[row]!);
}

/** `page->freelist = NULL`: a meta word of zero, which says ZS_ALMOST_FULL. */
export function reset_meta(zspage: ZspageRow): void {
  zspage.inuse = 0;
  zspage.freeobj = 0;
  zspage.fullness = 'ZS_ALMOST_FULL';
}
