import {
  isHandler,
  type Operation,
  pointer,
  record,
  type StateOf,
  violate,
  wait,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import type { LockOf } from './spinlock.ts';
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

const fields = { owner: pointer('task') };
const node = record(fields, { name: 'mutex', owner: 'owner' });

/**
 * A struct mutex: a sleeping lock with an owner, who alone may give it up. Waiters have no order.
 *
 * Each function is one access, as an atomic operation on the count or owner makes it. In the kernel mutex_unlock() may
 * still touch the mutex behind the store that gives it up, and somebody else may have freed it by then: who frees a
 * mutex that was just unlocked by another task is not caught by the model.
 *
 * include/linux/mutex.h, kernel/locking/mutex.c (kernel/mutex.c before 3.13), CONFIG_DEBUG_MUTEXES
 * @returns the field for a machine
 * @example
 * const shape = { pool: record({ lock: mutex(), pages: count(3) }), task: tasks(taskFields()) };
 */
export const mutex = () => node;
/** What a mutex() keeps: who holds it, or null. */
export type Mutex = StateOf<typeof fields>;

const aMutex = checkedRecord<Mutex>('owner', 'mutex()');

/**
 * mutex_lock(): sleeps until nobody holds the mutex, and takes it. `lockdep` reports a task that holds it already
 * (recursion), and one that must not sleep (atomic context), whether or not it would have slept.
 * kernel/locking/mutex.c
 * @param lockOf finds the mutex: the `&pool->lock` of a C line
 * @throws ModelError, when it is run, where what lockOf finds is no mutex or the machine has no tasks(taskFields())
 * @example
 * mutex_lock: mutex_lock((s) => s.pool.lock),
 * 'pool->pages++': (s) => { s.pool.pages++; },
 * mutex_unlock: mutex_unlock((s) => s.pool.lock),
 */
export function mutex_lock<S, L>(lockOf: LockOf<S, L, Mutex>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => {
      const { owner } = aMutex(lockOf(state, my));
      return owner === null || owner === my.current || in_atomic(state, my);
    },
    named('mutex_lock', (state, my) => {
      might_sleep(state, my, 'mutex_lock');
      const lock = aMutex(lockOf(state, my));
      if (lock.owner === my.current)
        violate('lockdep', 'possible recursive locking: the task already holds this mutex');
      lock.owner = my.current;
    }),
  );
}

/**
 * mutex_trylock(): takes the mutex if nobody holds it, and returns whether it did; never sleeps. False, too, in the
 * task that holds it. `lockdep` reports a handler of an interrupt or softirq, as DEBUG_LOCKS_WARN_ON(in_interrupt())
 * does: its owner would be the task that it has stopped.
 * kernel/locking/mutex.c
 * @param lockOf finds the mutex
 * @throws ModelError, when it is run, where what lockOf finds is no mutex
 * @example
 * mutex_trylock: unless(mutex_trylock((s) => s.pool.lock), 'out'),
 * 'pool->pages++': (s) => { s.pool.pages++; },
 * mutex_unlock: mutex_unlock((s) => s.pool.lock),
 */
export function mutex_trylock<S, L>(lockOf: LockOf<S, L, Mutex>) {
  return named('mutex_trylock', (state: S, my: L & Current): boolean => {
    checkContext(my, 'mutex_trylock');
    const lock = aMutex(lockOf(state, my));
    if (lock.owner !== null) return false;
    lock.owner = my.current;
    return true;
  });
}

/**
 * mutex_unlock(): gives the mutex up. `lockdep` reports a task that is not its owner, as
 * DEBUG_LOCKS_WARN_ON(lock->owner != current) does, and a handler of an interrupt or softirq. It sleeps nowhere.
 * debug_mutex_unlock() in kernel/locking/mutex-debug.c
 * @param lockOf finds the mutex
 * @throws ModelError, when it is run, where what lockOf finds is no mutex
 * @example
 * mutex_lock: mutex_lock((s) => s.pool.lock),
 * 'pool->pages++': (s) => { s.pool.pages++; },
 * mutex_unlock: mutex_unlock((s) => s.pool.lock),
 */
export function mutex_unlock<S, L>(lockOf: LockOf<S, L, Mutex>) {
  return named('mutex_unlock', (state: S, my: L & Current): void => {
    checkContext(my, 'mutex_unlock');
    const lock = aMutex(lockOf(state, my));
    if (lock.owner !== my.current) {
      const who = lock.owner === null ? 'is not held' : 'is held by another task';
      violate('lockdep', `DEBUG_LOCKS_WARN_ON(lock->owner != current): the mutex ${who}`);
    }
    lock.owner = null;
  });
}

/**
 * mutex_is_locked(): whether anybody holds the mutex at this moment. An answer that nobody keeps true afterwards.
 * kernel/locking/mutex.c
 * @param lockOf finds the mutex
 * @throws ModelError, when it is run, where what lockOf finds is no mutex
 * @example
 * mutex_is_locked: unless(mutex_is_locked((s) => s.root.mutex), 'free'),
 * mutex_lock: mutex_lock((s) => s.root.mutex),
 * mutex_unlock: mutex_unlock((s) => s.root.mutex),
 */
export function mutex_is_locked<S, L>(lockOf: LockOf<S, L, Mutex>) {
  return named('mutex_is_locked', (state: S, my: L): boolean => aMutex(lockOf(state, my)).owner !== null);
}

function checkContext({ context }: Current, what: string): void {
  if (isHandler(context))
    violate('lockdep', `DEBUG_LOCKS_WARN_ON(in_interrupt()): ${what} in an interrupt or softirq`);
}
