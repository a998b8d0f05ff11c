import { type Operation, pointer, record, type StateOf, spin, violate } from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

const fields = { owner: pointer('task') };
const node = record(fields, { name: 'spinlock', owner: 'owner' });

/**
 * A spinlock_t: who holds it, if anybody. Holding one disables preemption. include/linux/spinlock.h
 * @returns the field for a machine
 * @example
 * const shape = { anon_vma: slab(2, { lock: spinlock() }), task: tasks(taskFields()) };
 */
export const spinlock = () => node;
/** What a spinlock() keeps: who holds it, or null. */
export type Spinlock = StateOf<typeof fields>;

export const aSpinlock = checkedRecord<Spinlock>('owner', 'spinlock()');

/** Finds a lock in the state: the `&anon_vma->lock` of a C line. */
export type LockOf<S, L, K> = (state: S, my: L) => K;

/**
 * Spins until the lock is free and takes it; lockdep reports a task that already holds it.
 * include/linux/spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no spinlock()
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * 'nr_free++': (s) => { s.nr_free++; },
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export function spin_lock<S, L>(lockOf: LockOf<S, L, Spinlock>): Operation<S & Tasks, L & Current> {
  return spin<S & Tasks, L & Current>(
    (state, my) => {
      const { owner } = aSpinlock(lockOf(state, my));
      return owner === null || owner === my.current;
    },
    named('spin_lock', (state, my) => acquire(aSpinlock(lockOf(state, my)), state, my)),
  );
}

/**
 * Takes the lock if it is free, and returns whether it did.
 * include/linux/spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no spinlock()
 * @example
 * spin_trylock: unless(spin_trylock((s) => s.lock), 'out'),
 * 'nr_free++': (s) => { s.nr_free++; },
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export function spin_trylock<S, L>(lockOf: LockOf<S, L, Spinlock>) {
  return named('spin_trylock', (state: S & Tasks, my: L & Current): boolean => {
    const lock = aSpinlock(lockOf(state, my));
    if (lock.owner !== null) return false;
    acquire(lock, state, my);
    return true;
  });
}

/**
 * Gives the lock up; lockdep reports a task that does not hold it.
 * include/linux/spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no spinlock()
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * 'nr_free++': (s) => { s.nr_free++; },
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export function spin_unlock<S, L>(lockOf: LockOf<S, L, Spinlock>) {
  return named('spin_unlock', (state: S & Tasks, my: L & Current): void => {
    release(aSpinlock(lockOf(state, my)), state, my);
  });
}

/** Leaves the lock without owner, as the first part of another operation's step. */
export function release(lock: Spinlock, state: Tasks, my: Current): void {
  if (lock.owner !== my.current) {
    violate(
      'lockdep',
      `bad unlock balance: the spinlock is ${lock.owner === null ? 'not held' : 'held by another task'}`,
    );
  }
  lock.owner = null;
  currentTask(state, my).preempt_count--;
}

/** Makes the task the owner, as the last part of another operation's step. */
export function acquire(lock: Spinlock, state: Tasks, my: Current): void {
  if (lock.owner === my.current)
    violate('lockdep', 'possible recursive locking: the task already holds this spinlock');
  lock.owner = my.current;
  currentTask(state, my).preempt_count++;
}
