import { type HasPage, type Mm, mm, page, page_of } from './page.ts';

export const rows = (s: Mm, my: HasPage) => {
  s.page[0] = page_of(s, my); // error TS2542: only permits reading
  s.page = []; // error TS2540: 'page' because it is a read-only property
  s.page.push(page_of(s, my)); // error TS2339: 'push' does not exist
};
export const records = (s: Mm, my: HasPage) => {
  page_of(s, my).lock = s.page[0]!.lock; // error TS2540: 'lock' because it is a read-only property
  page_of(s, my).lock.owner = null;
};
export const parameters = mm.fn('parameters', 'mm/example.c', page, {}, {
  assign: (_s, my) => {
    my.page = null; // error TS2540: 'page' because it is a read-only property
  },
  current: (s, my) => {
    my.current = s.task[0]!; // error TS2540: 'current' because it is a read-only property
  },
});
