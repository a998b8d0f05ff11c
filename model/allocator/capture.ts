import {
  after,
  before,
  bool,
  call,
  count,
  goto,
  oneStep,
  patch,
  pointer,
  record,
  remove,
  replace,
  type StateOf,
  unless,
  violate,
  wait,
} from '../language/index.ts';
import * as freeing from './freeOnePage.ts';
import * as freePage from './freePage.ts';
import { is_done, take_done } from './user.ts';
import { why } from './why.ts';
import {
  type HasPage,
  has_page,
  MAX_ORDER,
  MIGRATE_MOVABLE,
  order,
  page_of,
  pageblock_order,
  type Zone,
  zone,
} from './zone.ts';

const shape = {
  /** current->capture_control of the task that CPU 0 runs, which an interrupt there has too; and capc, on its stack. */
  current: record({ capture_control: bool() }),
  capc: record({ cc: bool(), page: pointer('page') }),
  /** cc->order */
  cc_order: count(2),
};
/** The state of the machine. */
export interface Capture extends Zone, StateOf<typeof shape> {}
/** A zone, and a task that compacts it and may be given what is freed meanwhile. */
export const capture = zone.extend<typeof shape, Capture>(shape);
const { __free_one_page } = capture.take(freeing);
const { __free_pages_ok } = capture.take(freePage);

type Merging = freeing.Merging;
const task_capc = (s: Capture) => s.current.capture_control && s.capc.page === null;
/** `capc->cc->zone == zone`: cc is NULL until it is set. */
const same_zone = (s: Capture) => {
  if (!s.capc.cc) violate('null-pointer-dereference', 'capc->cc is NULL');
};
/** compaction_capture() is asked at each turn of the loop that merges, which a block of the highest order has left. */
const may_capture = (s: Capture, my: Merging) =>
  my.current_order < MAX_ORDER(s) - 1 &&
  my.current_order === s.cc_order &&
  (my.current_order >= pageblock_order(s) || my.migratetype !== MIGRATE_MOVABLE);
/** The block goes to the task, and is counted no more. */
const compaction_capture = (s: Capture, my: Merging) => {
  for (let i = 0; i < 2 ** my.current_order; i++) s.page[my.block! + i]!.free = false;
  s.zone.NR_FREE_PAGES -= 2 ** my.current_order;
  s.capc.page = my.block;
};
/**
 * 5.1, 5e1f0f098b46: a block of the order that is freed meanwhile goes to the task, and on no list. Whether there is a capc
 * is asked once in C, where the function begins: it is the task's own, and the task stands still meanwhile.
 */
const introduce = patch('mm, compaction: capture a page under direct compaction').in(
  __free_one_page,
  before('page_is_buddy', {
    task_capc: unless(task_capc, 'page_is_buddy'),
    'capc->cc->zone == zone': same_zone,
    may_capture: unless(may_capture, 'page_is_buddy'),
    compaction_capture: oneStep(why.zone_lock, goto('return', compaction_capture)),
  }),
  replace('merge', { merge: oneStep(why.zone_lock, goto('task_capc', freeing.merge)) }),
);

const set_cc = (s: Capture) => {
  s.capc.cc = true;
};
const publish = (s: Capture) => {
  s.current.capture_control = true;
};
const hide = (s: Capture) => {
  s.current.capture_control = false;
};
const read_page = (s: Capture, my: HasPage) => {
  my.page = s.capc.page;
};
/** prep_new_page() of what was captured. */
const prep_new_page = (s: Capture, my: HasPage) => {
  const first = page_of(s, my);
  first.count = 1;
  first.held = s.cc_order + 1;
};

/**
 * Compacts the zone for an allocation, and brings a block where somebody has freed one meanwhile. Here it is always an
 * interrupt that does. Up to 5.7 nothing keeps the compiler from setting capc.cc after capc can be seen, and
 * gcc 4.8, 7.5 and 10 do so, on a capc that is all zeroes until then.
 */
export const compact_zone_order = capture.fn(
  'compact_zone_order',
  'mm/compaction.c v5.7, as it was compiled where it failed',
  {},
  { page: pointer('page') },
  {
    'current->capture_control = &capc': publish,
    'capc->cc = &cc': set_cc,
    compact_zone: () => {},
    '*capture = capc->page': read_page,
    'current->capture_control = NULL': hide,
    page: unless(has_page, 'return'),
    prep_new_page,
  },
);

const take_block = (s: Capture, my: HasPage & { order: number }) => {
  take_done(s, my);
  my.order = page_of(s, my).held - 1;
};
/** An interrupt that frees the block that was left to it. */
export const end_io_of_block = capture.fn(
  'end_io_of_block',
  'an interrupt that frees a block',
  {},
  { page: pointer('page'), order: order() },
  { handle_irq: wait(is_done, take_block), __free_pages_ok: call(__free_pages_ok) },
);

const cc_first = patch('compaction: set capc.cc before it can be seen', introduce).in(
  compact_zone_order,
  remove('capc->cc = &cc'),
  before('current->capture_control = &capc', { 'capc->cc = &cc, and barrier()': set_cc }),
);
const hide_first = patch('compaction: hide capc before its page is read', introduce).in(
  compact_zone_order,
  remove('*capture = capc->page'),
  after('current->capture_control = NULL', { '*capture = READ_ONCE(capc->page)': read_page }),
);

/**
 * Direct compaction of each release, in front of the page allocator of 2.6.35. 5.8, b9e20f0da1f5 "mm, compaction: make
 * capture control handling safe wrt interrupts", has both of its halves.
 */
export const captureReleases = {
  '5.7': [introduce],
  '5.7+cc-first': [introduce, cc_first],
  '5.7+hide-first': [introduce, hide_first],
  '5.8': [introduce, cc_first, hide_first],
};
