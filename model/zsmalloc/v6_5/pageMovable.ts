import { patch, replace } from '../../language/index.ts';
import { VM_BUG_ON } from '../../primitives/index.ts';
import { get_zspage as getZspage } from '../chain.ts';
import { type HasPage, type HasZspage, page_of } from '../rows.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import type { Zs } from '../zs.ts';
import { zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';

const get_zspage = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(page.PG_isolated, 'PageIsolated(page)');
  my.zspage = getZspage(s, page);
};
const get_zspage_isolated = (s: Zs, my: HasPage & HasZspage) => {
  const page = page_of(s, my);
  VM_BUG_ON(!page.PG_isolated, '!PageIsolated(page)');
  my.zspage = getZspage(s, page);
};

/** In 6.3: the callbacks assert PG_isolated alone. */
export const remove_page_movable_export = patch('mm: remove PageMovable export', page_migration_v4)
  .in(zs_page_isolate, replace('get_zspage', { get_zspage }))
  .in(zs_page_migrate, replace('get_zspage', { get_zspage: get_zspage_isolated }))
  .in(zs_page_putback, replace('get_zspage', { get_zspage: get_zspage_isolated }));
