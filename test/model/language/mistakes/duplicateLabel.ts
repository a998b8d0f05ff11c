import { after, patch } from '../../../../model/language/index.ts';
import { lock_and_move, mm, page, set_locked, set_moved } from './page.ts';

export const twice = mm.fn('twice', 'mm/example.c', page, {}, {
  set_locked,
  set_moved,
  set_locked: set_moved, // error TS1117: same name
});

export const twice_in_a_hunk = patch('a hunk that brings a label twice').in(
  lock_and_move,
  after('set_moved', {
    again: set_moved,
    again: set_locked, // error TS1117: same name
  }),
);
