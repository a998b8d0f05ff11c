import { patch, remove, replace } from '../../language/index.ts';
import { VM_BUG_ON } from '../../primitives/index.ts';
import { type HasPage, page_of } from '../rows.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { fix_isolated } from '../v6_5/fullnessAndIsolated.ts';
import type { Zs } from '../zs.ts';
import { return_true, zs_page_isolate } from '../zsPageIsolate.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { zs_page_putback } from '../zsPagePutback.ts';

const VM_BUG_ON_isolated = (s: Zs, my: HasPage) =>
  VM_BUG_ON(page_of(s, my).PG_isolated, 'PageIsolated(page)');
const VM_BUG_ON_not_isolated = (s: Zs, my: HasPage) =>
  VM_BUG_ON(!page_of(s, my).PG_isolated, '!PageIsolated(page)');

/** 4ad63e163264 in 6.9: the callbacks of the VM have nothing left to do but to migrate. */
export const remove_isolated = patch(
  'mm/zsmalloc: remove unused zspage->isolated',
  page_migration_v4,
  fix_isolated,
)
  .withoutLocals(zs_page_isolate, 'zspage')
  .withoutLocals(zs_page_putback, 'zspage')
  .in(
    zs_page_isolate,
    replace('get_zspage', { VM_BUG_ON: VM_BUG_ON_isolated }),
    remove('spin_lock'),
    replace('inc_zspage_isolation', { return_true }),
    remove('spin_unlock'),
  )
  .in(zs_page_migrate, remove('dec_zspage_isolation'))
  .in(
    zs_page_putback,
    replace('get_zspage', { VM_BUG_ON: VM_BUG_ON_not_isolated }),
    remove('spin_lock'),
    remove('dec_zspage_isolation'),
    remove('spin_unlock'),
  );
