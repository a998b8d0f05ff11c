import { after, before, patch, remove, replace } from '../../../../model/language/index.ts';
import { get_anon_vma, lock_and_move, put_back, set_moved, take_reference } from './page.ts';

export const anchors = [
  patch('before').in(lock_and_move, before('set_lockd', { set_moved })), // error TS2345: Did you mean '"set_locked"'
  patch('after').in(lock_and_move, after('set_lockd', { set_moved })), // error TS2345: "set_lockd"
  patch('replace').in(lock_and_move, replace('set_lockd', { set_moved })), // error TS2345: "set_lockd"
  patch('remove').in(lock_and_move, remove('set_lockd')), // error TS2345: "set_lockd"
  patch('the second of two').in(
    lock_and_move,
    before('set_locked', { again: set_moved }), // error TS2345: "set_lockd"
    remove('set_lockd'),
  ),
  patch('right').in(lock_and_move, before('set_locked', { again: set_moved }), remove('set_moved')),
];

export const onTopOf = [
  patch('without the other').in(lock_and_move, remove('get_anon_vma')), // error TS2345: "get_anon_vma"
  patch('misspelt', take_reference).in(lock_and_move, remove('get_anonvma')), // error TS2345: Did you mean '"get_anon_vma"'
  patch('in another function', take_reference).in(put_back, remove('get_anon_vma')), // error TS2345: "get_anon_vma"
  patch('right', take_reference).in(lock_and_move, remove('get_anon_vma'), remove('set_locked')),
  patch('a hunk of its own', take_reference)
    .in(lock_and_move, after('get_anon_vma', { again: set_moved }))
    .in(lock_and_move, replace('again', { get_anon_vma_again: get_anon_vma })),
];
export const third = patch('two below').in(put_back, after('set_pte', { third: set_moved }));
export const fourth = patch('three below', third).in(put_back, after('third', { fourth: set_moved }));
export const fifth = patch('right', fourth).in(put_back, remove('fourth'), remove('third'));
export const sixth = patch('wrong', third).in(put_back, remove('fourth')); // error TS2345: "fourth"
