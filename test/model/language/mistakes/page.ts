import {
  after,
  bool,
  count,
  deref,
  machine,
  oneOf,
  patch,
  type Ptr,
  pointer,
  rowSet,
  type StateOf,
  table,
  tasks,
} from '../../../../model/language/index.ts';
import { slab, spinlock, taskFields } from '../../../../model/primitives/index.ts';

const pte = oneOf('present', 'migration', 'none');
const shape = {
  page: table(1, {
    lock: spinlock(),
    locked: bool(),
    moved: bool(),
    mapcount: count(2),
    pte,
    mapping: pointer('anon_vma'),
  }),
  vma: table(1, { pages: rowSet('page') }),
  anon_vma: slab(2, { refcount: count(2), head: rowSet('vma') }),
  task: tasks(taskFields()),
};
/** The machine on which the other files make their mistakes. */
export const mm = machine(shape);
export type Mm = StateOf<typeof shape>;

export interface HasPage {
  readonly page: Ptr<'page'>;
}
export interface HasAnonVma {
  anon_vma: Ptr<'anon_vma'>;
}
export const page = { page: pointer('page') };
export const anon_vma = { anon_vma: pointer('anon_vma') };
export const page_and_anon_vma = { ...page, ...anon_vma };
export const page_of = (s: Mm, my: HasPage) => deref(s.page, my.page);
export const page_lock = (s: Mm, my: HasPage) => page_of(s, my).lock;
export const first_page_lock = (s: Mm) => s.page[0]!.lock;
export const anon_vma_of = (s: Mm, my: HasAnonVma) => deref(s.anon_vma, my.anon_vma);

export const is_locked = (s: Mm, my: HasPage) => page_of(s, my).locked;
export const set_locked = (s: Mm, my: HasPage) => {
  page_of(s, my).locked = true;
};
export const set_moved = (s: Mm, my: HasPage) => {
  page_of(s, my).moved = true;
};
export const get_anon_vma = (s: Mm, my: HasPage & HasAnonVma) => {
  my.anon_vma = page_of(s, my).mapping;
};
export const drop_anon_vma = (s: Mm, my: HasAnonVma) => {
  anon_vma_of(s, my).refcount--;
};
export const choose_anon_vma = (_s: Mm, my: HasPage & HasAnonVma, row: number) => {
  my.anon_vma = row as Ptr<'anon_vma'>;
};

export const lock_and_move = mm.fn('lock_and_move', 'mm/example.c', page, {}, { set_locked, set_moved });
export const put_back = mm.fn('put_back', 'mm/example.c', { ...page, pte }, {}, {
  set_pte: (s, my) => {
    page_of(s, my).pte = my.pte;
  },
});
export const take_reference = patch('take a reference')
  .locals(lock_and_move, anon_vma)
  .in(lock_and_move, after('set_locked', { get_anon_vma }));
