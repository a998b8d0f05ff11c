import { after, call, either, on, patch, pointer, unless, wait } from '../../../../model/language/index.ts';
import { spin_lock } from '../../../../model/primitives/index.ts';
import {
  anon_vma,
  drop_anon_vma,
  get_anon_vma,
  is_locked,
  lock_and_move,
  mm,
  page,
  page_lock,
  set_moved,
  take_reference,
} from './page.ts';

export const lacks = [
  mm.fn('effect', 'mm/example.c', page, {}, {
    get_anon_vma, // error TS2322: its recipe needs 'anon_vma', which is neither a parameter nor a local of the function
  }),
  mm.fn('operations', 'mm/example.c', {}, anon_vma, {
    drop_anon_vma,
    unless: unless(is_locked, 'either'), // error TS2322: its recipe needs 'page', which is neither a parameter nor a local of the function
    wait: wait(is_locked, set_moved), // error TS2322: its recipe needs 'page', which is neither a parameter nor a local of the function
    either: either(on(is_locked, set_moved)), // error TS2322: its recipe needs 'page', which is neither a parameter nor a local of the function
    spin_lock: spin_lock(page_lock), // error TS2322: its recipe needs 'page', which is neither a parameter nor a local of the function
  }),
  mm.fn('call', 'mm/example.c', {}, anon_vma, {
    call: call(lock_and_move), // error TS2322: its recipe needs 'page', which is neither a parameter nor a local of the function
  }),
  mm.fn('call_bound', 'mm/example.c', page, anon_vma, {
    call: call(lock_and_move, { page: 'old' }), // error TS2322: its recipe needs 'old', which is neither a parameter nor a local of the function
  }),
];

export const has = [
  mm.fn('effect', 'mm/example.c', page, anon_vma, { get_anon_vma }),
  mm.fn('operations', 'mm/example.c', page, anon_vma, {
    drop_anon_vma,
    unless: unless(is_locked, 'either'),
    wait: wait(is_locked, set_moved),
    either: either(on(is_locked, set_moved)),
    spin_lock: spin_lock(page_lock),
  }),
  mm.fn('call', 'mm/example.c', page, anon_vma, { call: call(lock_and_move) }),
  mm.fn('call_bound', 'mm/example.c', { old: pointer('page') }, {}, { call: call(lock_and_move, { page: 'old' }) }),
];

export const patches = [
  patch('no local').in(
    lock_and_move,
    after('set_locked', { get_anon_vma }), // error TS2345: its recipe needs 'anon_vma', which is neither a parameter nor a local of the function
  ),
  patch('a local').locals(lock_and_move, anon_vma).in(lock_and_move, after('set_locked', { get_anon_vma })),
  patch('a local of the patch below', take_reference).in(lock_and_move, after('set_moved', { drop_anon_vma })),
  patch('a local of another patch').in(
    lock_and_move,
    after('set_moved', { drop_anon_vma }), // error TS2345: its recipe needs 'anon_vma', which is neither a parameter nor a local of the function
  ),
  patch('a local too late').in(
    lock_and_move,
    after('set_moved', { drop_anon_vma }), // error TS2345: its recipe needs 'anon_vma', which is neither a parameter nor a local of the function
  ).locals(lock_and_move, anon_vma),
];
