import {
  after,
  any,
  either,
  goto,
  on,
  otherwise,
  patch,
  spin,
  thenGoto,
  unless,
  wait,
  when,
} from '../../../../model/language/index.ts';
import { spin_lock, unless_dec_and_lock } from '../../../../model/primitives/index.ts';
import {
  anon_vma,
  anon_vma_of,
  choose_anon_vma,
  first_page_lock,
  get_anon_vma,
  is_locked,
  lock_and_move,
  mm,
  page,
  page_and_anon_vma,
  page_lock,
  set_locked,
  set_moved,
  take_reference,
} from './page.ts';

export const jumps = mm.fn('jumps', 'mm/example.c', page, {}, {
  when: when(is_locked, 'uot'), // error TS2322: it goes to 'uot', which is no label of the function
  when_out: when(is_locked, 'out'),
  unless: unless(is_locked, 'uot'), // error TS2322: "uot"
  unless_out: unless(is_locked, 'out'),
  goto: when(is_locked, 'goto_effect'),
  goto_nowhere: goto('uot'), // error TS2322: it goes to 'uot', which is no label of the function
  goto_effect: goto('uot', set_moved), // error TS2322: "uot"
  goto_out: goto('out', set_moved),
  out: set_locked,
});

export const guarded = mm.fn('guarded', 'mm/example.c', page, {}, {
  wait: wait(is_locked, goto('uot', set_moved)), // error TS2322: "uot"
  wait_when: wait(is_locked, when(is_locked, 'uot')), // error TS2322: "uot"
  wait_out: wait(is_locked, unless(is_locked, 'out')),
  spin: spin(is_locked, unless(is_locked, 'uot')), // error TS2322: "uot"
  spin_out: spin(is_locked, goto('out', set_moved)),
  thenGoto: thenGoto(spin_lock(page_lock), 'uot'), // error TS2322: it goes to 'uot', which is no label of the function
  thenGoto_out: thenGoto(spin_lock(page_lock), 'out'),
  out: set_locked,
});

export const choices = mm.fn('choices', 'mm/example.c', {}, page_and_anon_vma, {
  on: either(on(is_locked, goto('uot', set_moved)), otherwise(goto('out'))), // error TS2322: it goes to 'uot', which is no label of the function
  otherwise: either(on(is_locked), otherwise(goto('uot'))), // error TS2322: "uot"
  several: goto(['out', 'uot', 'break'], () => 'out'), // error TS2322: it goes to 'uot', which is no label of the function
  returned: goto(['out', 'break'], () => 'uot'), // error TS2322: Type '"uot"' is not assignable to type '"break" | "out"'
  otherwise_when: either(on(is_locked), otherwise(when(is_locked, 'uot'))), // error TS2322: "uot"
  any: either(any('anon_vma', () => true, choose_anon_vma, 'uot')), // error TS2322: "uot"
  any_goto: either(any('anon_vma', () => true, goto('uot', set_moved))), // error TS2322: "uot"
  dec_and_lock: unless_dec_and_lock(anon_vma_of, 'refcount', first_page_lock, 'uot'), // error TS2322: it goes to 'uot', which is no label of the function
  either_out: either(
    any('anon_vma', () => true, choose_anon_vma, 'out'),
    on(is_locked, goto('out', set_moved)),
    otherwise(goto('return')),
  ),
  out: set_locked,
});

export const patched = patch('jumps of a hunk').in(
  lock_and_move,
  after('set_locked', { more: unless(is_locked, 'uot') }), // error TS2345: "uot"
);
export const patched_again = patch('jumps on top of a patch', take_reference).in(
  lock_and_move,
  after('get_anon_vma', { more: unless(is_locked, 'uot') }), // error TS2345: "uot"
);
export const patched_well = patch('jumps to labels of the patch, of the one below it and of the function', take_reference)
  .in(
    lock_and_move,
    after('set_locked', { to_new: unless(is_locked, 'end_of_patch') }),
    after('set_moved', { to_base: unless(is_locked, 'set_locked'), end_of_patch: get_anon_vma }),
  )
  .in(lock_and_move, after('to_new', { to_below: unless(is_locked, 'get_anon_vma'), leave: goto('return') }));

export const no_parameters = mm.fn('no_parameters', 'mm/example.c', {}, anon_vma, {
  a: goto('a'),
});
