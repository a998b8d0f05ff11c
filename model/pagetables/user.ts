import { any, count, deref, either, goto, oneStep, pointer } from '../language/index.ts';
import { type Current, giveReference, set_page_refcounted, userStore } from '../primitives/index.ts';
import { type Mm, mm } from './mm.ts';
import { type HasPage, page, page_of } from './rows.ts';

interface Access {
  readonly cpu: number;
  readonly addr: number;
}

/** The CPU begins at the table that it has in its paging-structure cache, and goes by the pmd where it has none. */
const page_walk = (s: Mm, my: Access) => {
  const tlb = s.tlb[my.cpu]!;
  tlb.pde ??= s.mm[0]!.pmd;
  if (tlb.pde === null) return null;
  const { page: mapped } = deref(s.pgtable, tlb.pde).pte[my.addr]!;
  return mapped === null ? null : { page: mapped, write: true };
};
const store = userStore('store', {
  tlb: (s: Mm, my: Access) => s.tlb[my.cpu]!.entry[my.addr]!.entry,
  walk: page_walk,
  fault: 'return',
});

interface Addresses {
  readonly one: number;
  readonly other: number;
  addr: number;
}
type Pte = readonly [number, number];
const isOneOfTwo = (_s: Mm, my: Addresses, [table, pte]: Pte) =>
  table === 0 && (pte === my.one || pte === my.other);
const setAddress = (_s: Mm, my: Addresses, [, pte]: Pte) => {
  my.addr = pte;
};

/** A thread of mm 0 in user space: it stores to one of two addresses after the other, until it faults. */
export const user_stores = mm.fn(
  'user_stores',
  'user space, and the walks of the CPU',
  { one: count(7), other: count(7) },
  { addr: count(7) },
  {
    address: either(any('pgtable[].pte', isOneOfTwo, setAddress)),
    store: oneStep(
      'no flush comes into a walk, and who has loaded a pmd that changes is who has it in his paging-structure cache',
      store.store,
    ),
    'store: access': store['store: access'],
    again: either(any('pgtable[].pte', isOneOfTwo, setAddress, 'store')),
  },
);

/**
 * The same with one address, and of each store the walk alone: for whoever asks of the TLB itself that it has nothing that is
 * free, so that a store by what it has says nothing more.
 */
export const user_walks = mm.fn(
  'user_walks',
  'user space, and the walks of the CPU',
  { addr: count(7) },
  {},
  {
    store: oneStep(
      'no flush comes into a walk, and who has loaded a pmd that changes is who has it in his paging-structure cache',
      store.store,
    ),
    'store: access': goto('store'),
  },
);

const first = set_page_refcounted(page);
const gives = giveReference(page);

/** Somebody else gets a page that is free, and puts it into the page cache of a file. */
export const page_cache_alloc = mm.fn(
  'page_cache_alloc',
  'mm/filemap.c v2.6.15, with buffered_rmqueue of mm/page_alloc.c',
  {},
  { page: pointer('page') },
  {
    alloc_pages: oneStep(
      'zone->lock, with which pages come to the free lists too',
      either(
        any(
          'page',
          (s: Mm, _my, row) => s.page[row]!.count === 0,
          (s: Mm, my: HasPage & Current, row) => {
            my.page = row;
            first(s, my);
          },
        ),
      ),
    ),
    add_to_page_cache: (s, my) => {
      page_of(s, my).cached = true;
      gives(s, my);
    },
  },
);
