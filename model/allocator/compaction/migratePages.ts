import {
  bool,
  call,
  count,
  goto,
  oneOf,
  oneStep,
  type Ptr,
  pointer,
  size,
  unless,
  when,
} from '../../language/index.ts';
import {
  list_empty,
  list_first_entry,
  list_for_each_entry_safe,
  list_del as listDel,
} from '../../primitives/index.ts';
import { type HasPage, page, page_of } from '../zone.ts';
import { isolate_freepages } from './isolateFreepages.ts';
import { dec_nr_isolated, putback_lru_page, putback_lru_pages } from './lru.ts';
import { type Compaction, compaction, freepages, lru, mapcount, migratepages } from './machine.ts';
import { why } from './why.ts';

const pop = (s: Compaction) => {
  s.cc.nr_freepages--;
};

/** A page to move something to, of cc->freepages; or NULL. */
export const compaction_alloc = compaction.fn(
  'compaction_alloc',
  'mm/compaction.c v2.6.35',
  {},
  { page: pointer('page') },
  {
    'list_empty(&cc->freepages)': unless(list_empty(freepages), 'list_entry'),
    isolate_freepages: call(isolate_freepages),
    'list_empty(&cc->freepages) again': when(list_empty(freepages), 'return'),
    list_entry: list_first_entry(freepages, 'page[].lru', 'page'),
    list_del: listDel(lru),
    'cc->nr_freepages--': pop,
  },
);

/** What unmap_and_move() and migrate_pages() come to. */
const result = () => oneOf('0', '-EAGAIN', '-ENOMEM');
interface Moving extends HasPage {
  newpage: Ptr<'page'>;
  rc: '0' | '-EAGAIN' | '-ENOMEM';
}
const no_newpage = (_s: Compaction, my: Moving) => {
  my.rc = my.newpage === null ? '-ENOMEM' : '0';
  return my.newpage !== null;
};
const is_freed = (s: Compaction, my: Moving) => page_of(s, my).count === 1;
/**
 * The contents and the users go to the new page, if nobody else has a reference to the old one, which has ours and those of
 * the ptes.
 */
const move = (s: Compaction, my: Moving) => {
  const [from, to] = [s.page[my.page!]!, s.page[my.newpage!]!];
  const users = mapcount(s, my.page);
  const moves = users > 0 && from.count === 1 + users;
  my.rc = moves ? '0' : '-EAGAIN';
  if (!moves) return;
  for (const pte of s.pte) if (pte.page === my.page) pte.page = my.newpage;
  from.count -= users;
  to.count += users;
  to.contents = from.contents;
  to.target = true;
};
const again = (_s: Compaction, my: Moving) => my.rc === '-EAGAIN';

/** Moves a page to a new one. A page that has been freed meanwhile is left on its list, as one that somebody else has is. */
export const unmap_and_move = compaction.fn(
  'unmap_and_move',
  'mm/migrate.c v2.6.35, of which try_to_unmap() and move_to_new_page() are one step',
  page,
  { newpage: pointer('page'), rc: result() },
  {
    get_new_page: call(compaction_alloc, { page: 'newpage' }),
    '!newpage': unless(no_newpage, 'return'),
    'page_count(page) == 1': when(is_freed, 'move_newpage'),
    move_to_new_page: oneStep(why.move, move),
    'rc != -EAGAIN': when(again, 'move_newpage'),
    list_del: listDel(lru),
    dec_zone_page_state: dec_nr_isolated,
    putback_lru_page: call(putback_lru_page),
    move_newpage: call(putback_lru_page, { page: 'newpage' }),
  },
);

interface Passing extends HasPage {
  page2: Ptr<'page'>;
  pass: number;
  retry: boolean;
  rc: Moving['rc'];
}
const start = (_s: Compaction, my: Passing) => {
  my.pass = 0;
  my.retry = true;
};
const passes = (s: Compaction, my: Passing) => {
  if (my.pass === s.PASSES || !my.retry) return false;
  my.retry = false;
  my.pass++;
  return true;
};
const by_result = (_s: Compaction, my: Passing) => {
  if (my.rc === '-ENOMEM') return 'putback_lru_pages' as const;
  my.retry ||= my.rc === '-EAGAIN';
  return 'list_for_each_entry_safe' as const;
};

/** Moves the pages of cc->migratepages; what cannot be moved is put back. */
export const migrate_pages = compaction.fn(
  'migrate_pages',
  'mm/migrate.c v2.6.35',
  {},
  {
    page: pointer('page'),
    page2: pointer('page'),
    pass: count(size('passes', 2)),
    retry: bool(),
    rc: result(),
  },
  {
    'retry = 1': start,
    'pass < 10 && retry': unless(passes, 'putback_lru_pages'),
    ...list_for_each_entry_safe(
      'list_for_each_entry_safe',
      migratepages,
      'page[].lru',
      'page',
      'page2',
      'pass < 10 && retry',
    ),
    unmap_and_move: call(unmap_and_move, { rc: 'rc' }),
    'switch (rc)': goto(['list_for_each_entry_safe', 'putback_lru_pages'], by_result),
    putback_lru_pages: call(putback_lru_pages),
  },
);
