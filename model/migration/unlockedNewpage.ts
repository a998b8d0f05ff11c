import { goto, patch, remove, replace } from '../language/index.ts';
import { migrate_pages_batch, split_unmap_and_move } from './migratePagesBatch.ts';
import { unmap_and_move_movable } from './movablePage.ts';

/** No commit: a VM that leaves the page it migrates to unlocked, to see what rests on that lock. */
export const leave_newpage_unlocked = patch('mm: migrate: do not lock newpage').in(
  unmap_and_move_movable,
  remove('trylock_newpage'),
  replace('unlock_newpage', { unlock_newpage: goto('unlock_page') }),
);

/** The same from 6.3 on. */
export const leave_dst_unlocked = patch(
  'mm: migrate: do not lock newpage (migrate_pages_batch)',
  split_unmap_and_move,
).in(
  migrate_pages_batch,
  remove('trylock_newpage'),
  replace('unlock_newpage', { unlock_newpage: goto('put_newpage') }),
  remove('undo_dst'),
);
