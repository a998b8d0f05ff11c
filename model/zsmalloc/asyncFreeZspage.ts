import { addressOf, call, deref, goto, oneStep, type Ptr, pointer, unless, when } from '../language/index.ts';
import {
  INIT_LIST_HEAD,
  list_first_entry_or_null,
  list_del as listDel,
  list_splice_init as listSpliceInit,
  lock_page,
  process_one_work,
  schedule_work,
  spin_lock,
  spin_unlock,
  work_done,
} from '../primitives/index.ts';
import { __free_zspage, next_page } from './chain.ts';
import { type HasPage, page_lock, pool_of } from './rows.ts';
import { why } from './why.ts';
import { type Zs, zs } from './zs.ts';

/** &pool->free_work */
export const free_work = (s: Zs) => s.free_work;

const schedule = schedule_work(free_work);
/** kick_deferred_free(): schedule_work(&pool->free_work), in a pool that must still be there. */
export const kick_deferred_free = (s: Zs) => {
  deref(s.size_class, pool_of(s).size_class);
  schedule(s, null);
};

interface OfZspage {
  readonly zspage: Ptr<'zspage'>;
}

/** `lock_page(page)`, one page after the other: get_next_page() reads a chain that nothing holds still. */
const lock_first = (s: Zs, my: OfZspage & HasPage) => {
  next_page(s, my);
};

/** Locks all pages of a zspage, sleeping for each. */
export const lock_zspage = zs.fn(
  'lock_zspage',
  'mm/zsmalloc.c v4.8',
  { zspage: pointer('zspage') },
  { page: pointer('page') },
  {
    get_first_page: lock_first,
    lock_page: lock_page(page_lock),
    get_next_page: when(next_page, 'lock_page'),
  },
);

/** The zspage on its list that the worker frees. */
export interface Worker {
  zspage: Ptr<'zspage'>;
}

const free_pages = () => 'free_pages';
const splice = (from: string) => listSpliceInit<Zs, Worker>(() => from, free_pages);

/** list_splice_init(…, &free_pages), of LIST_HEAD(free_pages). */
export const take_over = (from: string) => {
  const list_splice_init = splice(from);
  return (s: Zs, my: Worker) => {
    INIT_LIST_HEAD(s, free_pages());
    list_splice_init(s, my);
  };
};
const list_splice_init = take_over('pool[0].free_zspage');

const first = list_first_entry_or_null<Zs, Worker, 'zspage[].list', 'zspage'>(
  free_pages,
  'zspage[].list',
  'zspage',
);
const del = listDel((_s: Zs, my: Worker) => addressOf('zspage[].list', my.zspage));

/** The next one on the worker's own list, off which list_del() takes it; false behind the last. */
const list_del = (s: Zs, my: Worker) => {
  if (!first(s, my)) return false;
  del(s, my);
  return true;
};

export const free_lock = (s: Zs) => pool_of(s).free_lock;

/** The worker: frees the zspages whose pages were locked by somebody when they became empty. */
export const async_free_zspage = zs.fn(
  'async_free_zspage',
  'mm/zsmalloc.c: patch v4 11/12 of April 2016',
  {},
  { zspage: pointer('zspage') },
  {
    process_one_work: process_one_work(free_work),
    spin_lock: spin_lock(free_lock),
    list_splice_init,
    spin_unlock: spin_unlock(free_lock),
    list_for_each_entry: oneStep(why.own_list, unless(list_del, 'work_done')),
    lock_zspage: call(lock_zspage),
    __free_zspage: call(__free_zspage),
    next_entry: oneStep(why.own_list, when(list_del, 'lock_zspage')),
    work_done: goto('process_one_work', work_done(free_work)),
  },
);
