import { deref, type Ptr, patch, pointer, replace, when } from '../../language/index.ts';
import { newpage_of, page_of } from '../rows.ts';
import { type Migration, pages_with_newpage } from '../v4/migrate.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import type { Zs } from '../zs.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';

/** The pages of a zspage in their order, and the last one that is linked. */
const chain = { page0: pointer('page'), page1: pointer('page'), prev_page: pointer('page') };
interface Rebuilding extends Migration {
  page0: Ptr<'page'>;
  page1: Ptr<'page'>;
  prev_page: Ptr<'page'>;
}

const replace_sub_page = (s: Zs, my: Rebuilding) => {
  const pages = pages_with_newpage(s, my);
  my.page0 = pages[0] ?? null;
  my.page1 = pages[1] ?? null;
};

/** `set_page_private(page, zspage);` and a null for the link, which then is the next page's business. */
const create_page_chain = (s: Zs, my: Rebuilding) => {
  const page = deref(s.page, my.prev_page === null ? my.page0 : my.page1);
  page.private = my.zspage;
  page.next = null;
};

/** Links the page behind the one before it; whether there is another one. */
const set_next_page = (s: Zs, my: Rebuilding) => {
  if (my.prev_page === null) {
    s.page[my.page0!]!.PG_private = true;
    s.zspage[my.zspage!]!.first_page = my.page0;
  } else {
    s.page[my.prev_page]!.next = my.page1;
  }
  my.prev_page = my.prev_page === null && my.page1 !== null ? my.page0 : null;
  return my.prev_page !== null;
};

/** __SetPageMovable(newpage, page_mapping(oldpage)) */
const SetPageMovable = (s: Zs, my: Rebuilding) => {
  const newpage = newpage_of(s, my);
  newpage.PG_movable = true;
  newpage.mapping = page_of(s, my).mapping;
  my.page0 = null;
  my.page1 = null;
};

/**
 * No commit: replace_sub_page() as the stores that it is. From 4.8 on create_page_chain() writes every link of the zspage
 * anew, and lock_zspage() reads them without any lock of the writer's.
 */
export const link_by_link = patch('zsmalloc: page migration support (create_page_chain)', page_migration_v4)
  .locals(zs_page_migrate, chain)
  .in(
    zs_page_migrate,
    replace('replace_sub_page', {
      replace_sub_page,
      create_page_chain,
      set_next_page: when(set_next_page, 'create_page_chain'),
      SetPageMovable,
    }),
  );
