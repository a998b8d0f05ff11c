import { patch, remove } from '../../language/index.ts';
import { zs_page_migrate } from '../zsPageMigrate.ts';
import { stop_clear_page_movable } from './stopClearPageMovable.ts';

/** No commit: what rests on the look at zpdesc->zspage that a109262734c5 brings. */
export const migrate_unchecked = patch(
  'mm/zsmalloc: migrate a page that is no part of a zspage any more',
  stop_clear_page_movable,
).in(zs_page_migrate, remove('is_reset'));
