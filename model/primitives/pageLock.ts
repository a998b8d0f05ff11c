import { type Operation, pointer, record, type StateOf, violate, wait } from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import type { LockOf } from './spinlock.ts';
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

const fields = { owner: pointer('task') };
const node = record(fields, { name: 'page lock', owner: 'owner', unordered: true });

/**
 * PG_locked: a sleeping bit lock. The kernel keeps no owner; the model does, to see a lock given up by somebody else.
 * Waiters have no order, and the locks of several pages no order that lockdep knew: a page may come behind another one
 * in one file or zspage, and before it in the next. include/linux/pagemap.h, mm/filemap.c
 * @returns the field for a machine
 * @example
 * const shape = { page: table(2, { lock: pageLock() }), task: tasks(taskFields()) };
 */
export const pageLock = () => node;
/** What a pageLock() keeps: who holds it, or null. */
export type PageLock = StateOf<typeof fields>;

const aPageLock = checkedRecord<PageLock>('owner', 'pageLock()');

/**
 * Sleeps until the page is unlocked and locks it.
 * include/linux/pagemap.h
 * @throws ModelError, when it is run, where what lockOf finds is no pageLock()
 * @example
 * lock_page: lock_page((s, my) => deref(s.page, my.page).lock),
 * 'page->mapped++': (s, my) => { deref(s.page, my.page).mapped++; },
 * unlock_page: unlock_page((s, my) => deref(s.page, my.page).lock),
 */
export function lock_page<S, L>(lockOf: LockOf<S, L, PageLock>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => {
      const { owner } = aPageLock(lockOf(state, my));
      return owner === null || owner === my.current || in_atomic(state, my);
    },
    named('lock_page', (state, my) => {
      might_sleep(state, my, 'lock_page');
      const lock = aPageLock(lockOf(state, my));
      if (lock.owner === my.current)
        violate('lockdep', 'self-deadlock: the task already holds this page lock');
      lock.owner = my.current;
    }),
  );
}

/**
 * Locks the page if nobody has, and returns whether it did.
 * include/linux/pagemap.h
 * @throws ModelError, when it is run, where what lockOf finds is no pageLock()
 * @example
 * trylock_page: unless(trylock_page((s, my) => deref(s.page, my.page).lock), 'out'),
 * 'page->mapped++': (s, my) => { deref(s.page, my.page).mapped++; },
 * unlock_page: unlock_page((s, my) => deref(s.page, my.page).lock),
 */
export function trylock_page<S, L>(lockOf: LockOf<S, L, PageLock>) {
  return named('trylock_page', (state: S & Tasks, my: L & Current): boolean => {
    const lock = aPageLock(lockOf(state, my));
    if (lock.owner !== null) return false;
    lock.owner = my.current;
    return true;
  });
}

/**
 * Unlocks the page; VM_BUG_ON(!PageLocked) where it is not locked, lockdep where somebody else has locked it.
 * mm/filemap.c
 * @throws ModelError, when it is run, where what lockOf finds is no pageLock()
 * @example
 * lock_page: lock_page((s, my) => deref(s.page, my.page).lock),
 * 'page->mapped++': (s, my) => { deref(s.page, my.page).mapped++; },
 * unlock_page: unlock_page((s, my) => deref(s.page, my.page).lock),
 */
export function unlock_page<S, L>(lockOf: LockOf<S, L, PageLock>) {
  return named('unlock_page', (state: S & Tasks, my: L & Current): void => {
    const lock = aPageLock(lockOf(state, my));
    if (lock.owner === null) violate('BUG_ON', 'VM_BUG_ON(!PageLocked(page))');
    if (lock.owner !== my.current)
      violate('lockdep', 'bad unlock balance: the page lock is held by another task');
    lock.owner = null;
  });
}

/**
 * Sleeps until nobody has the page locked, and takes nothing: it may be locked again at once. mm/filemap.c
 * @throws ModelError, when it is run, where what lockOf finds is no pageLock()
 * @example
 * wait_on_page_locked: wait_on_page_locked((s, my) => deref(s.page, my.page).lock),
 * 'page->mapped > 0': when((s, my) => deref(s.page, my.page).mapped > 0, 'out'),
 * lock_page: lock_page((s, my) => deref(s.page, my.page).lock),
 */
export function wait_on_page_locked<S, L>(lockOf: LockOf<S, L, PageLock>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => aPageLock(lockOf(state, my)).owner === null || in_atomic(state, my),
    named('wait_on_page_locked', (state, my) => might_sleep(state, my, 'wait_on_page_locked')),
  );
}
