import { add, call, type Ptr, pointer, type RowSet } from '../../../../model/language/index.ts';
import {
  anon_vma,
  get_anon_vma,
  type HasAnonVma,
  type HasPage,
  lock_and_move,
  type Mm,
  mm,
  page_of,
} from './page.ts';

export const pointers = (s: Mm, my: HasPage & HasAnonVma) => {
  my.anon_vma = my.page; // error TS2322: "page"
  my.anon_vma = page_of(s, my).mapping;
  page_of(s, my).mapping = my.page; // error TS2322: "page"
  page_of(s, my).mapping = null;
  page_of(s, my).mapping = page_of(s, my).mapcount; // error TS2322: 'number' is not assignable
};

export const sets = (s: Mm, pages: RowSet<'page'>) => {
  s.anon_vma[0]!.head = pages; // error TS2322: "page"
  s.anon_vma[0]!.head = 3; // error TS2322: 'number' is not assignable
  s.anon_vma[0]!.head = add(s.anon_vma[0]!.head, 1);
};

export const noPage = (vma: Ptr<'vma'>): Ptr<'page'> => vma; // error TS2322: "vma"

export const callers = [
  mm.fn('right', 'mm/example.c', { old: pointer('page') }, {}, {
    call: call(lock_and_move, { page: 'old' }),
  }),
  mm.fn('wrong', 'mm/example.c', anon_vma, {}, {
    call: call(lock_and_move, { page: 'anon_vma' }), // error TS2322: its recipe is written for fields of other types: anon_vma
  }),
  mm.fn('same_name', 'mm/example.c', { page: pointer('vma') }, anon_vma, {
    get_anon_vma, // error TS2322: its recipe is written for fields of other types: page
  }),
];
