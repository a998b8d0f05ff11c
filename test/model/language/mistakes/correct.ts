import {
  after,
  any,
  before,
  call,
  either,
  goto,
  on,
  otherwise,
  patch,
  remove,
  replace,
  spin,
  thenGoto,
  thread,
  unless,
  wait,
  when,
} from '../../../../model/language/index.ts';
import { spin_lock, spin_unlock } from '../../../../model/primitives/index.ts';
import {
  anon_vma,
  choose_anon_vma,
  drop_anon_vma,
  get_anon_vma,
  is_locked,
  lock_and_move,
  type Mm,
  mm,
  page,
  page_lock,
  page_of,
  put_back,
  set_locked,
  set_moved,
  take_reference,
} from './page.ts';

/** What the other files get wrong, done right: nothing here is reported. */
export const all_forms = mm.fn('all_forms', 'mm/example.c', page, anon_vma, {
  set_locked,
  when: when(is_locked, 'spin_lock'),
  unless: unless(is_locked, 'spin_lock'),
  wait: wait(is_locked, unless(is_locked, 'goto')),
  spin: spin(is_locked, goto('goto', set_moved)),
  goto: goto('either'),
  spin_lock: thenGoto(spin_lock(page_lock), 'spin_unlock'),
  either: either(
    any('anon_vma', () => true, choose_anon_vma, 'spin_unlock'),
    on(is_locked, goto('spin_unlock', set_moved)),
    otherwise(goto('return')),
  ),
  call: call(lock_and_move),
  get_anon_vma,
  inline: (s, my) => {
    page_of(s, my).pte = 'migration';
    page_of(s, my).lock.owner = my.current;
    my.anon_vma = page_of(s, my).mapping;
  },
  spin_unlock: spin_unlock(page_lock),
});

export const first = patch('first')
  .locals(put_back, anon_vma)
  .in(put_back, before('set_pte', { get_anon_vma }), after('set_pte', { drop_anon_vma, out: goto('return') }))
  .in(all_forms, remove('when'));
export const second = patch('second', first)
  .in(put_back, replace('get_anon_vma', { get_anon_vma_again: unless(is_locked, 'out') }), after('out', { get_anon_vma }))
  .in(all_forms, remove('set_locked'));
export const third = patch('third', take_reference).in(lock_and_move, after('get_anon_vma', { drop_anon_vma }));
/** Recipes that do not ask for all that they may see, in a hunk as in a listing. */
export const fourth = patch('fourth').in(
  lock_and_move,
  after('set_locked', {
    wait: wait((s: Mm) => s.page[0]!.locked),
    when: when((s: Mm) => s.page[0]!.locked, 'either'),
    either: either(on((s: Mm) => s.page[0]!.moved), otherwise(goto('return'))),
    spin: spin(() => true),
    nothing: () => {},
  }),
);
export const threads = [
  thread(all_forms, { page: 0 }),
  thread(put_back, { page: null, pte: 'none' }, { context: 'kworker' }),
];
