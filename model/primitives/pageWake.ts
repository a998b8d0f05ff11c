import {
  any,
  atomically,
  either,
  emptySet,
  has,
  type Operation,
  oneStep,
  removeRow,
  unless,
} from '../language/index.ts';
import { BUG_ON, VM_BUG_ON } from './bug.ts';
import { named } from './named.ts';
import { anyWaiter, flagsOf, type PageOf, queueOf, type WaitBit } from './pageFlags.ts';
import type { Current } from './task.ts';

/** The labels that wake those who wait for a bit of a page. */
type Wakes<Label extends string, S, L> = {
  readonly [K in `${Label}: __wake_up_locked_key` | `${Label}: ClearPageWaiters`]: Operation<S, L & Current>;
} & { readonly [K in `${Label}: out`]: () => void };

/** The labels of an unlock_page_bit(), under the name of the first one. */
export type UnlockPage<Label extends string, S, L> = {
  readonly [K in Label]: Operation<S, L, `${Label}: out`>;
} & Wakes<Label, S, L>;

/** The labels of an end_page_writeback(), under the name of the first one. */
export type EndPageWriteback<Label extends string, S, L> = {
  readonly [K in Label]: (state: S, my: L) => void;
} & { readonly [K in `${Label}: PageWaiters`]: Operation<S, L, `${Label}: out`> } & Wakes<Label, S, L>;

/**
 * unlock_page(page) on pageFlags():
 *
 * - `label` is clear_bit_unlock_is_negative_byte(): it clears PG_locked and sees PG_waiters, in one access, and is all
 *   where nobody waits. VM_BUG_ON(!PageLocked(page)); whoever locked the page;
 * - `label: __wake_up_locked_key` wakes those that wait for PG_locked to be clear, and one of those that want to lock the
 *   page, unless it is locked again;
 * - `label: ClearPageWaiters` clears PG_waiters where nobody is left on the queue.
 *
 * mm/filemap.c, 4.10 to 5.8: b91e1302ad9b, "mm: optimize PageWaiters bit use for unlock_page()"
 *
 * @param label the name of the first label, and what the others begin with
 * @param pageOf finds the page
 * @throws ModelError, when it is run, where the page has no pageFlags() and pageWaitqueue()
 * @example
 * ...lock_page_bit('lock_page', page),
 * truncated: unless((s, my) => page(s, my).mapping, 'unlock_page'),
 * ...unlock_page_bit('unlock_page', page),
 */
export function unlock_page_bit<const Label extends string, S, L>(
  label: Label,
  pageOf: PageOf<S, L>,
): UnlockPage<Label, S, L> {
  const clear = named('clear_bit_unlock_is_negative_byte', (state: S, my: L): boolean => {
    const flags = flagsOf(pageOf(state, my));
    return atomically(() => {
      VM_BUG_ON(!flags.PG_locked, '!PageLocked(page)');
      flags.PG_locked = false;
      return flags.PG_waiters;
    });
  });
  const lines = { [label]: unless(clear, `${label}: out`), ...waking(label, pageOf, 'PG_locked') };
  return lines as unknown as UnlockPage<Label, S, L>;
}

/**
 * end_page_writeback(page) on pageFlags():
 *
 * - `label` clears PG_writeback: BUG_ON where it is clear;
 * - `label: PageWaiters` looks whether anybody waits. Whoever saw PG_writeback clear may have freed the page by now;
 * - `label: __wake_up_locked_key` and `label: ClearPageWaiters` are as in unlock_page_bit().
 *
 * mm/filemap.c, 4.10 to 5.8
 *
 * @param label the name of the first label, and what the others begin with
 * @param pageOf finds the page
 * @throws ModelError, when it is run, where the page has no pageFlags() and pageWaitqueue()
 * @example
 * set_page_writeback: set_page_writeback(page),
 * ...unlock_page_bit('unlock_page', page),
 * ...end_page_writeback('end_page_writeback', page),
 */
export function end_page_writeback<const Label extends string, S, L>(
  label: Label,
  pageOf: PageOf<S, L>,
): EndPageWriteback<Label, S, L> {
  const clear = named('test_clear_page_writeback', (state: S, my: L): void => {
    const flags = flagsOf(pageOf(state, my));
    atomically(() => {
      BUG_ON(!flags.PG_writeback, '!test_clear_page_writeback(page)');
      flags.PG_writeback = false;
    });
  });
  const PageWaiters = named('PageWaiters', (state: S, my: L) => flagsOf(pageOf(state, my)).PG_waiters);
  const lines = {
    [label]: clear,
    [`${label}: PageWaiters`]: unless(PageWaiters, `${label}: out`),
    ...waking(label, pageOf, 'PG_writeback'),
  };
  return lines as unknown as EndPageWriteback<Label, S, L>;
}

/** The labels of wake_up_page_bit(). */
function waking<S, L>(label: string, pageOf: PageOf<S, L>, bit: WaitBit): Readonly<Record<string, unknown>> {
  const walk = bit === 'PG_locked' ? wakeLocked<S, L>(pageOf) : wakeWaiters<S, L>(pageOf, bit);
  return {
    [`${label}: __wake_up_locked_key`]: oneStep(
      'q->lock: nobody else looks at the queue while it is walked; that the bit may be set in the middle makes no difference, since who is woken then goes back to sleep',
      walk,
    ),
    [`${label}: ClearPageWaiters`]: oneStep(
      'q->lock: nobody comes onto the queue between the look at it and the store of PG_waiters',
      named('ClearPageWaiters', (state: S, my: L): void => {
        const page = pageOf(state, my);
        if (!anyWaiter(queueOf(page))) flagsOf(page).PG_waiters = false;
      }),
    ),
    [`${label}: out`]: () => {},
  };
}

/** Wakes all that wait until the bit is clear, if it is. */
const wakeWaiters = <S, L>(pageOf: PageOf<S, L>, bit: WaitBit) =>
  named('__wake_up_locked_key', (state: S, my: L): void => {
    const page = pageOf(state, my);
    if (!flagsOf(page)[bit]) queueOf(page)[bit] = emptySet;
  });

/** As wakeWaiters(), and wakes one of the lockers: the caller stands for none, so that it is one branch. */
function wakeLocked<S, L>(pageOf: PageOf<S, L>): Operation<S, L & Current> {
  const waiters = wakeWaiters<S, L>(pageOf, 'PG_locked');
  return either(
    any<S, L & Current, 'task'>(
      'task',
      (state, my, task) => {
        const page = pageOf(state, my);
        const { lockers } = queueOf(page);
        if (flagsOf(page).PG_locked || lockers === emptySet) return task === my.current;
        return has(lockers, task);
      },
      named('__wake_up_locked_key', (state: S, my: L & Current, task: number) => {
        waiters(state, my);
        const queue = queueOf(pageOf(state, my));
        queue.lockers = removeRow(queue.lockers, task);
      }),
    ),
  );
}
