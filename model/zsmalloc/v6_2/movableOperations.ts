import { patch, remove, replace } from '../../language/index.ts';
import { page_migration_v4 } from '../v4/pageMigration.ts';
import { get_zspage_isolated } from '../v5_17/removeIsolation.ts';
import { zs_destroy_pool } from '../zsDestroyPool.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';

/** 68f2736a8583 in 6.0, the driver's part of it: a zspage knows its pool, and the pool has no inode. */
export const without_inode = patch(
  'mm: convert all PageMovable users to movable_operations',
  page_migration_v4,
)
  .in(zs_page_migrate, replace('get_zspage', { get_zspage: get_zspage_isolated }))
  .in(zs_destroy_pool, remove('iput'));
