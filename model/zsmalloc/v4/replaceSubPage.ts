import { deref, type Ptr, pointer, when } from '../../language/index.ts';
import { SetPageMovable_mapping } from '../movable.ts';
import { newpage_of, page_of, zspage_of } from '../rows.ts';
import type { Zs } from '../zs.ts';
import type { Migration } from './migrate.ts';

/*
 * replace_sub_page(), store by store: create_page_chain() writes every link of the zspage anew, and lock_zspage() reads
 * them without any lock of the writer's until 5.19.
 */

/** The pages of a zspage in their order, and the last one that is linked. */
export const chain = { page0: pointer('page'), page1: pointer('page'), prev_page: pointer('page') };
interface Rebuilding extends Migration {
  page0: Ptr<'page'>;
  page1: Ptr<'page'>;
  prev_page: Ptr<'page'>;
}

/** The pages of the zspage with the new one in the old one's place. */
const replace_sub_page = (s: Zs, my: Rebuilding) => {
  const { first_page } = zspage_of(s, my);
  const second_page = deref(s.page, first_page).next;
  my.page0 = first_page === my.page ? my.newpage : first_page;
  my.page1 = second_page !== null && second_page === my.page ? my.newpage : second_page;
};

const next_to_link = (s: Zs, my: Rebuilding) => deref(s.page, my.prev_page === null ? my.page0 : my.page1);
/** `set_page_private(page, zspage);` */
const create_page_chain = (s: Zs, my: Rebuilding) => {
  next_to_link(s, my).private = my.zspage;
};
/** A null for the link, which then is the next page's business. */
const clear_next_page = (s: Zs, my: Rebuilding) => {
  next_to_link(s, my).next = null;
};

/** Links the page behind the one before it; whether there is another one. */
const set_next_page = (s: Zs, my: Rebuilding) => {
  if (my.prev_page === null) {
    s.zspage[my.zspage!]!.first_page = my.page0;
    s.page[my.page0!]!.PG_private = true;
  } else {
    s.page[my.prev_page]!.next = my.page1;
  }
  my.prev_page = my.prev_page === null && my.page1 !== null ? my.page0 : null;
  return my.prev_page !== null;
};

/** __SetPageMovable(newpage, page_mapping(oldpage)) */
const SetPageMovable = (s: Zs, my: Rebuilding) => {
  SetPageMovable_mapping(newpage_of(s, my), page_of(s, my).mapping);
  my.page0 = null;
  my.page1 = null;
};

export const replace_sub_page_labels = {
  replace_sub_page,
  create_page_chain,
  clear_next_page,
  set_next_page: when(set_next_page, 'create_page_chain'),
  SetPageMovable,
};
