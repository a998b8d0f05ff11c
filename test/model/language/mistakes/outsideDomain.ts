import { always, thread, when } from '../../../../model/language/index.ts';
import { type HasPage, lock_and_move, type Mm, mm, page, page_of, put_back } from './page.ts';

export const assigned = (s: Mm, my: HasPage) => {
  page_of(s, my).pte = 'swapped'; // error TS2322: "swapped"
  page_of(s, my).pte = 'migration';
  page_of(s, my).mapcount = 'none'; // error TS2322: 'string' is not assignable to type 'number'
  page_of(s, my).moved = 1; // error TS2322: 'number' is not assignable to type 'boolean'
  page_of(s, my).mved = true; // error TS2551: Did you mean 'moved'
};
export const compared = when((s: Mm, my: HasPage) => page_of(s, my).pte === 'swapped', 'out'); // error TS2367: no overlap
export const property = always<Mm>('nothing is swapped', (s) => s.page[0]!.pte !== 'swapped'); // error TS2367: no overlap

export const inline = mm.fn('inline', 'mm/example.c', page, {}, {
  assign: (s, my) => {
    page_of(s, my).pte = 'swapped'; // error TS2322: "swapped"
  },
  context: (s, my) => {
    if (my.context === 'hardirq') page_of(s, my).pte = 'none'; // error TS2367: no overlap
    if (my.context === 'kworker') page_of(s, my).pte = 'none';
  },
});

export const threads = [
  thread(put_back, { page: 0, pte: 'present' }, { context: 'kworker' }),
  thread(put_back, { page: 0, pte: 'swapped' }), // error TS2322: "swapped"
  thread(lock_and_move, { page: '0' }), // error TS2322: 'string' is not assignable to type 'number'
  thread(lock_and_move, {}), // error TS2741: 'page' is missing
  thread(lock_and_move, { page: 0, anon_vma: 0 }), // error TS2353: 'anon_vma' does not exist
  thread(lock_and_move, { page: 0 }, { context: 'hardirq', cpu: 0 }), // error TS2322: "hardirq"
  thread(lock_and_move, { page: 0 }, { context: 'interrupt', cpu: '0' }), // error TS2322: 'string' is not assignable to type 'number'
];
