import {
  atomically,
  call,
  count,
  either,
  goto,
  on,
  oneStep,
  pointer,
  size,
  wait,
} from '../../language/index.ts';
import { alloc_then_free, is_done, take_done } from '../user.ts';
import { type HasPage, migratetype, order } from '../zone.ts';
import { put_page } from './lru.ts';
import { type Compaction, compaction } from './machine.ts';
import { why } from './why.ts';

/** The row of an address. */
const pte = () => count(size('ptes', 3));
interface HasPte extends HasPage {
  readonly pte: number;
}

const ptep_get_and_clear = (s: Compaction, my: HasPte) => {
  atomically(() => {
    my.page = s.pte[my.pte]!.page;
    s.pte[my.pte]!.page = null;
  });
};
/** The user of an address exits, and its page is freed. */
export const exit_mmap = compaction.fn(
  'exit_mmap',
  'mm/mmap.c v2.6.35, of one pte',
  { pte: pte() },
  { page: pointer('page') },
  { ptep_get_and_clear, put_page: call(put_page) },
);

const follow_page = (s: Compaction, my: HasPte) => {
  my.page = s.pte[my.pte]!.page;
  s.page[my.page!]!.count++;
};
/** Somebody has a reference to the page behind an address for a while. */
export const get_user_pages = compaction.fn(
  'get_user_pages',
  'mm/memory.c v2.6.35, of one page, and put_page()',
  { pte: pte() },
  { page: pointer('page') },
  { follow_page: oneStep(why.ptl, follow_page), put_page: call(put_page) },
);

const always = () => true;
/** What another CPU does meanwhile: one user exits, or pins the page of one, or somebody allocates and frees a page. */
export const other_cpu = compaction.fn(
  'other_cpu',
  'any of three calls',
  { exits: pte(), pins: pte(), highest: order(), migratetype: migratetype() },
  {},
  {
    call: either(
      on(always, goto('exit_mmap')),
      on(always, goto('get_user_pages')),
      on(always, goto('alloc_then_free')),
    ),
    exit_mmap: call(exit_mmap, { pte: 'exits' }),
    exited: goto('return'),
    get_user_pages: call(get_user_pages, { pte: 'pins' }),
    put: goto('return'),
    alloc_then_free: call(alloc_then_free),
  },
);

/** The interrupt of a transfer drops the reference that it had to the page. */
export const end_page_io = compaction.fn(
  'end_page_io',
  'an interrupt that drops a reference',
  {},
  { page: pointer('page') },
  { handle_irq: wait(is_done, take_done), put_page: call(put_page) },
);
