import { any, bounded, either, oneStep, type Ptr, pointer, type Row, unless } from '../language/index.ts';
import { BUG_ON, type Current, put_page_testzero, set_page_refcounted } from '../primitives/index.ts';
import { type Memory, memory } from './machine.ts';
import { type HasPage, page_of } from './rows.ts';

/** Drops a reference of the task's own, and frees the page with the last one. */
export const put_page = memory.fn(
  'put_page',
  'mm/swap.c v2.6.18, with free_hot_cold_page of mm/page_alloc.c',
  { page: pointer('page') },
  {},
  {
    put_page_testzero: unless(
      put_page_testzero((_s: Memory, my: HasPage) => my.page),
      'return',
    ),
    /** page->mapping = NULL of an anonymous page: until then it can be read, though nobody has the page any more. */
    free_hot_cold_page: (s, my) => {
      const page = page_of(s, my);
      page.mapping = null;
      page.free = true;
    },
  },
);

/** What the task holds of pages that it has unmapped. */
export const unmapped = (s: Memory, my: Current) => s.task[my.current]!.unmapped;

/** page_cache_release() of the reference that a pte had; it is not the last one, as whoever unmaps has another. */
export const put_unmapped = <L>(pageOf: (s: Memory, my: L) => Ptr<'page'>) => {
  const put_page_testzero_of = put_page_testzero(pageOf, (s: Memory, my: L & Current) => unmapped(s, my));
  return (s: Memory, my: L & Current): void => {
    BUG_ON(put_page_testzero_of(s, my), 'the last reference to the page is that of a pte');
  };
};

/**
 * alloc_page(): the lowest page that is free, with one reference, which is the task's. It has in it what it had.
 * @param keep stores it
 */
export const alloc_page = <L>(keep: (s: Memory, my: L & Current, page: Row<'page'>) => void) => {
  const isNext = (s: Memory, _my: L & Current, page: Row<'page'>) =>
    s.page.findIndex(({ free }) => free) === page;
  const take = (s: Memory, my: L & Current, page: Row<'page'>) => {
    s.page[page]!.free = false;
    set_page_refcounted<Memory, L>(() => page)(s, my);
    keep(s, my, page);
  };
  return oneStep(
    'zone->lock, without which nobody looks at what is free; the page is the task’s own from then on',
    bounded(
      { table: 'page', what: 'alloc_page', instead: 'a thread may free one' },
      either(any('page', isNext, take)),
    ),
  );
};
