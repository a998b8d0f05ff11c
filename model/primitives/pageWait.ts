import { add, has, type Operation, oneStep, removeRow, unless, wait, when } from '../language/index.ts';
import { test_and_set_bit, test_bit } from './bitops.ts';
import { named } from './named.ts';
import {
  flagsOf,
  type PageBits,
  type PageOf,
  type PageWaitqueue,
  queueOf,
  trylock_page_bit,
  type WaitBit,
} from './pageFlags.ts';
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

/** The labels of a wait for a bit of a page, under the name of the first one. */
export type PageWait<Label extends string, Again extends string, S, L> = {
  readonly [K in Label]: Operation<S & Tasks, L & Current, `${Label}: out`>;
} & {
  readonly [K in `${Label}: SetPageWaiters` | `${Label}: finish_wait`]: Operation<S, L & Current>;
} & {
  readonly [K in `${Label}: test_bit`]: Operation<S, L, `${Label}: ${Again}`>;
} & { readonly [K in `${Label}: io_schedule`]: Operation<S & Tasks, L & Current> } & {
  readonly [K in `${Label}: ${Again}`]: Operation<S, L, `${Label}: SetPageWaiters`>;
} & { readonly [K in `${Label}: out`]: () => void };

/**
 * lock_page(page) on pageFlags(), with the labels of __lock_page():
 *
 * - `label` is trylock_page(), and all where the page is not locked. `lockdep` reports atomic context;
 * - `label: SetPageWaiters` puts the task on the queue, unless it still is, and sets PG_waiters;
 * - `label: test_bit` looks at PG_locked, and `label: io_schedule` sleeps until unlock_page() wakes the task;
 * - `label: test_and_set_bit` takes the lock, or goes back to SetPageWaiters where somebody else was faster;
 * - `label: finish_wait` takes the task off the queue.
 *
 * A task that has locked the page already sleeps for ever, as it does in the kernel.
 * wait_on_page_bit_common() in mm/filemap.c, 4.10 to 5.8
 *
 * @param label the name of the first label, and what the others begin with
 * @param pageOf finds the page
 * @throws ModelError, when it is run, where the page has no pageFlags() and pageWaitqueue(), or the machine no
 * tasks(taskFields())
 * @example
 * ...lock_page_bit('lock_page', page),
 * truncated: unless((s, my) => page(s, my).mapping, 'unlock_page'),
 * ...unlock_page_bit('unlock_page', page),
 */
export function lock_page_bit<const Label extends string, S, L>(
  label: Label,
  pageOf: PageOf<S, L>,
): PageWait<Label, 'test_and_set_bit', S, L> {
  const trylock = trylock_page_bit(pageOf);
  const first = named('trylock_page', (state: S & Tasks, my: L & Current): boolean => {
    might_sleep(state, my, 'lock_page');
    return trylock(state, my);
  });
  const take = test_and_set_bit((state: S, my: L) => flagsOf(pageOf(state, my)), 'PG_locked');
  const lines = waiting(label, pageOf, 'PG_locked', 'lockers', first, 'test_and_set_bit', take);
  return lines as PageWait<Label, 'test_and_set_bit', S, L>;
}

/**
 * `if (test_bit(bit, &page->flags)) wait_on_page_bit(page, bit)`: the labels of lock_page_bit(), but for the last test,
 * which takes nothing: the bit may be set again at once. Of wait_on_page_locked() this is all. `lockdep` reports atomic
 * context where the task comes to sleep.
 * mm/filemap.c, 4.10 to 5.8
 *
 * @param label the name of the first label, and what the others begin with
 * @param pageOf finds the page
 * @param bit PG_locked or PG_writeback
 * @throws ModelError, when it is run, where the page has no pageFlags() and pageWaitqueue(), or the machine no
 * tasks(taskFields())
 * @example
 * ...wait_on_page_bit('wait_on_page_locked', page, 'PG_locked'),
 * PageUptodate: unless(test_bit(flags, 'PG_uptodate'), 'error'),
 */
export function wait_on_page_bit<const Label extends string, S, L>(
  label: Label,
  pageOf: PageOf<S, L>,
  bit: WaitBit,
): PageWait<Label, 'again', S, L> {
  const isSet = test_bit((state: S, my: L) => flagsOf(pageOf(state, my)), bit);
  const isClear = named(
    bit === 'PG_locked' ? '!PageLocked' : '!PageWriteback',
    (state: S, my: L) => !isSet(state, my),
  );
  return waiting(label, pageOf, bit, bit, isClear, 'again', isSet) as PageWait<Label, 'again', S, L>;
}

/**
 * wait_on_page_writeback(page): wait_on_page_bit() for PG_writeback. Who does not have the page locked may find it under
 * writeback again at once.
 * include/linux/pagemap.h
 *
 * @param label the name of the first label, and what the others begin with
 * @param pageOf finds the page
 * @throws ModelError, when it is run, where the page has no pageFlags() and pageWaitqueue(), or the machine no
 * tasks(taskFields())
 * @example
 * ...lock_page_bit('lock_page', page),
 * ...wait_on_page_writeback('wait_on_page_writeback', page),
 * write: (s, my) => { page(s, my).dirty = true; },
 */
export const wait_on_page_writeback = <const Label extends string, S, L>(
  label: Label,
  pageOf: PageOf<S, L>,
): PageWait<Label, 'again', S, L> => wait_on_page_bit(label, pageOf, 'PG_writeback');

/** The labels of wait_on_page_bit_common(), behind a test that has it left out. */
function waiting<S, L>(
  label: string,
  pageOf: PageOf<S, L>,
  bit: WaitBit,
  among: keyof PageWaitqueue,
  first: (state: S & Tasks, my: L & Current) => boolean,
  again: string,
  last: (state: S, my: L) => boolean,
): Readonly<Record<string, unknown>> {
  const isSet = test_bit((state: S, my: L) => flagsOf(pageOf(state, my)), bit);
  return {
    [label]: when(first, `${label}: out`),
    [`${label}: SetPageWaiters`]: oneStep(
      'q->lock: nobody looks at the queue between the two, the task added and PG_waiters set',
      named('SetPageWaiters', (state: S, my: L & Current): void => queue(pageOf(state, my), among, my)),
    ),
    [`${label}: test_bit`]: unless(isSet, `${label}: ${again}`),
    [`${label}: io_schedule`]: wait<S & Tasks, L & Current>(
      (state, my) => !has(queueOf(pageOf(state, my))[among], my.current) || in_atomic(state, my),
      named('io_schedule', (state, my) => might_sleep(state, my, 'io_schedule')),
    ),
    [`${label}: ${again}`]: when(last, `${label}: SetPageWaiters`),
    [`${label}: finish_wait`]: oneStep(
      'q->lock: the task is taken off the queue under it',
      named('finish_wait', (state: S, my: L & Current): void => {
        const waiters = queueOf(pageOf(state, my));
        waiters[among] = removeRow(waiters[among], my.current);
      }),
    ),
    [`${label}: out`]: () => {},
  };
}

function queue(page: PageBits, among: keyof PageWaitqueue, my: Current): void {
  const waiters = queueOf(page);
  if (has(waiters[among], my.current)) return;
  waiters[among] = add(waiters[among], my.current);
  flagsOf(page).PG_waiters = true;
}
