import { type Ptr, patch, replace, unless, when } from '../../language/index.ts';
import { lock_zspage } from '../asyncFreeZspage.ts';
import { get_zspage, next_page, trylock_zspage } from '../chain.ts';
import { type HasPage, page_of } from '../rows.ts';
import type { Zs } from '../zs.ts';

/** get_next_page(): asks the zspage of the page at hand whether it is a huge one, which none is here, and then for the link. */
const get_next_page = (s: Zs, my: HasPage) => {
  get_zspage(s, page_of(s, my));
};
/** Both at once, under class->lock. */
const get_next_page_locked = (s: Zs, my: HasPage & { readonly zspage: Ptr<'zspage'> }): boolean => {
  if (my.page !== null) get_next_page(s, my);
  return next_page(s, my);
};

/** 94b8f3ea78ed in 5.17: going from a page to the next one reads page->private and the zspage behind it. */
export const huge_in_zspage = patch('zsmalloc: move huge compressed obj from page to zspage')
  .in(lock_zspage, replace('get_next_page', { get_next_page, page_index: when(next_page, 'lock_page') }))
  .in(trylock_zspage, replace('get_next_page', { get_next_page: unless(get_next_page_locked, 'return_1') }));
