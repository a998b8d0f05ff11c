import { bool, isEmpty, record, rowSet, type Shape, type StateOf, word } from '../language/index.ts';
import { test_and_set_bit } from './bitops.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';

/**
 * page->flags, one word: PG_locked, PG_waiters and PG_writeback beside the bits that a machine has more, all of them bools.
 * Behind it stands pageWaitqueue(), and lock_page_bit() and its like work on both. It is the page lock with all its steps;
 * where only that it excludes others matters, and nobody stores the word in an unusual way, pageLock() is one field with
 * fewer states. Nobody owns the bit: it may be cleared by another task, as the end of a read from disk does, and lockdep
 * does not watch it; that a task returns with the page locked is no mistake until somebody waits for it.
 * include/linux/page-flags.h; PG_waiters came with 62906027091f, "mm: add PageWaiters indicating tasks are waiting for a
 * page bit" (4.10)
 * @param more further bits of the word: `{ PG_isolated: bool() }`
 * @returns the field for a row of a machine
 * @example
 * const flags = pageFlags({ PG_isolated: bool() });
 * const shape = { page: table(1, { flags, wait: pageWaitqueue() }), task: tasks(taskFields()) };
 */
export const pageFlags = <F extends Shape = Record<never, never>>(more?: F) =>
  word({ PG_locked: bool(), PG_waiters: bool(), PG_writeback: bool(), ...(more as F) });

const fields = { lockers: rowSet('task'), PG_locked: rowSet('task'), PG_writeback: rowSet('task') };
const node = record(fields);

/**
 * What of page_waitqueue(page) waits for bits of this page: `lockers`, who want PG_locked themselves and of whom one is
 * woken at a time, and who waits until PG_locked or PG_writeback is clear. The kernel's queue is that of several pages,
 * which have the same hash: what that does beyond waking some for nothing is not modelled. Waiters have no order.
 * mm/filemap.c
 * @returns the field for a row of a machine
 * @example
 * const shape = { page: table(1, { flags: pageFlags(), wait: pageWaitqueue() }), task: tasks(taskFields()) };
 */
export const pageWaitqueue = () => node;
/** What a pageWaitqueue() keeps. */
export type PageWaitqueue = StateOf<typeof fields>;

/** A bit that can be waited for. */
export type WaitBit = 'PG_locked' | 'PG_writeback';

/** A struct page as far as its bits and those that wait for them go. */
export interface PageBits {
  readonly flags: { PG_locked: boolean; PG_waiters: boolean; PG_writeback: boolean };
  readonly wait: PageWaitqueue;
}
/** Finds a page in the state: the `page` of a C line. */
export type PageOf<S, L> = (state: S, my: L) => PageBits;

const aWord = checkedRecord<PageBits['flags']>('PG_waiters', 'pageFlags()');
const aQueue = checkedRecord<PageWaitqueue>('lockers', 'pageWaitqueue()');

/** The flags of a page; throws ModelError where it has none. */
export const flagsOf = (page: PageBits): PageBits['flags'] => aWord(page?.flags);
/** Who waits for bits of a page; throws ModelError where it has no such queue. */
export const queueOf = (page: PageBits): PageWaitqueue => aQueue(page?.wait);

/** waitqueue_active(q): whether anybody waits for a bit of the page. */
export const anyWaiter = ({ lockers, PG_locked, PG_writeback }: PageWaitqueue): boolean =>
  !isEmpty(lockers) || !isEmpty(PG_locked) || !isEmpty(PG_writeback);

/**
 * trylock_page(): sets PG_locked if it is clear, and returns whether it did, in one test_and_set_bit_lock().
 * include/linux/pagemap.h
 * @param pageOf finds the page
 * @throws ModelError, when it is run, where the page has no pageFlags()
 * @example
 * trylock_page: unless(trylock_page_bit((s, my) => deref(s.page, my.page)), 'out'),
 * isolate: (s) => { s.nr_isolated++; },
 * ...unlock_page_bit('unlock_page', page),
 */
export function trylock_page_bit<S, L>(pageOf: PageOf<S, L>) {
  const test_and_set = test_and_set_bit((state: S, my: L) => flagsOf(pageOf(state, my)), 'PG_locked');
  return named('trylock_page', (state: S, my: L): boolean => !test_and_set(state, my));
}

/**
 * set_page_writeback(): sets PG_writeback, and returns whether it was set already.
 * include/linux/page-flags.h, mm/page-writeback.c
 * @param pageOf finds the page
 * @throws ModelError, when it is run, where the page has no pageFlags()
 * @example
 * set_page_writeback: set_page_writeback((s, my) => deref(s.page, my.page)),
 * ...unlock_page_bit('unlock_page', page),
 * ...end_page_writeback('end_page_writeback', page),
 */
export function set_page_writeback<S, L>(pageOf: PageOf<S, L>) {
  const test_and_set = test_and_set_bit((state: S, my: L) => flagsOf(pageOf(state, my)), 'PG_writeback');
  return named('set_page_writeback', (state: S, my: L): boolean => test_and_set(state, my));
}
