import { patch, remove } from '../../language/index.ts';
import { async_free_zspage } from '../asyncFreeZspage.ts';
import { page_migration_merged } from '../v4_8/pageMigration.ts';

/** In 6.9: the worker does not look at the group without the lock; __free_zspage() asserts it with the lock. */
export const remove_get_zspage_mapping = patch(
  'mm/zsmalloc: remove get_zspage_mapping()',
  page_migration_merged,
).in(async_free_zspage, remove('VM_BUG_ON'));
