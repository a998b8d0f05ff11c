import { goto, patch, remove, replace } from '../language/index.ts';
import { unmap_and_move_movable } from './movablePage.ts';

/** No commit: a VM that leaves the page it migrates to unlocked, to see what rests on that lock. */
export const leave_newpage_unlocked = patch('mm: migrate: do not lock newpage').in(
  unmap_and_move_movable,
  remove('trylock_newpage'),
  replace('unlock_newpage', { unlock_newpage: goto('unlock_page') }),
);
