import { patch, remove } from '../../language/index.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { page_migration_merged } from '../v4_8/pageMigration.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';

/** 77ff465799c6 in 4.14: the page of a zspage whose last object was freed meanwhile is migrated too. */
export const migrate_empty = patch(
  'zsmalloc: zs_page_migrate: skip unnecessary loops but not return -EBUSY if zspage is not inuse',
  page_migration_v4,
  page_migration_merged,
).in(zs_page_migrate, remove('get_zspage_inuse'), remove('return_EBUSY'));
