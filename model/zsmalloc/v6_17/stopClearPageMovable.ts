import { before, goto, type Ptr, patch, remove, replace, when } from '../../language/index.ts';
import { VM_BUG_ON } from '../../primitives/index.ts';
import { __free_zspage, get_zspage as getZspage } from '../chain.ts';
import { type HasPage, type HasZspage, type PageRow, page_of } from '../rows.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { remove_isolated } from '../v6_11/removeIsolated.ts';
import type { Zs } from '../zs.ts';
import { type IsIsolated, zs_page_isolate } from '../zsPageIsolate.ts';
import { type HasRc, zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';

/** reset_zpdesc(): the page has its movable operations until it is free; that zsmalloc is done with it, the null says. */
function reset_zpdesc(page: PageRow): void {
  page.PG_private = false;
  page.private = null;
  page.next = null;
}
const reset_then_next = (s: Zs, my: HasPage & { next: Ptr<'page'> }) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.lock.owner === null, '!PageLocked(page)');
  my.next = page.next;
  reset_zpdesc(page);
};
const reset_page = (s: Zs, my: HasPage) => reset_zpdesc(page_of(s, my));

/** `return zpdesc->zspage;`: a page that is reset already is not isolated. */
const zpdesc_zspage = (s: Zs, my: HasPage & IsIsolated) => {
  my.isolated = page_of(s, my).private !== null;
};

/** `if (!zpdesc->zspage) return MIGRATEPAGE_SUCCESS;`, under the page lock: "nothing prevents a zspage from getting destroyed". */
const is_reset = (s: Zs, my: HasPage & HasRc) => {
  if (page_of(s, my).private !== null) return false;
  my.rc = '0';
  return true;
};

const get_zspage = (s: Zs, my: HasPage & HasZspage) => {
  my.zspage = getZspage(s, page_of(s, my));
};

/** a109262734c5 in 6.17: the callbacks see for themselves whether the page is still one of a zspage. */
export const stop_clear_page_movable = patch(
  'mm/zsmalloc: stop using __ClearPageMovable()',
  page_migration_v4,
  remove_isolated,
)
  .in(__free_zspage, replace('reset_page', { reset_page: reset_then_next }))
  .in(zs_page_isolate, replace('return_true', { zpdesc_zspage }))
  .in(
    zs_page_migrate,
    before('get_zspage', { is_reset: when(is_reset, 'return') }),
    replace('get_zspage', { get_zspage }),
    replace('reset_page', { reset_page }),
  );

/** "mm/zsmalloc: drop PageIsolated() related VM_BUG_ONs" in 6.17: the flag is the business of the VM alone. */
export const drop_page_isolated = patch(
  'mm/zsmalloc: drop PageIsolated() related VM_BUG_ONs',
  remove_isolated,
)
  .in(zs_page_isolate, remove('VM_BUG_ON'))
  .in(zs_page_putback, replace('VM_BUG_ON', { nothing: goto('return') }));
