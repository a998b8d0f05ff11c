import { type Operation, spin, violate } from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import {
  addReader,
  isFree,
  isHeldBy,
  type ReadersWriter,
  readersWriter,
  removeReader,
  removeWriter,
} from './readersWriter.ts';
import type { LockOf } from './spinlock.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

const node = readersWriter('rwlock');

/**
 * A rwlock_t: readers share, a writer excludes, everybody spins, and holding either side disables preemption.
 * There is no queue: a reader goes in whenever no writer is inside, however long one has been spinning.
 * A task that reads what it reads already is reported, as lockdep does with queued rwlocks, where a writer in between
 * would stop it; the readers being a set, this goes for a read_trylock() too, which could not have spun.
 * include/linux/rwlock.h
 * @returns the field for a machine
 * @example
 * const shape = { tasklist_lock: rwlock(), task: tasks(taskFields()) };
 */
export const rwlock = () => node;
/** What an rwlock() keeps: the writer, or null, and the readers. */
export type Rwlock = ReadersWriter;

const anRwlock = checkedRecord<Rwlock>('readers', 'rwlock()');

/**
 * Spins until there is no writer, then reads beside the other readers.
 * include/linux/rwlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no rwlock()
 * @example
 * read_lock: read_lock((s) => s.tasklist_lock),
 * find_task: (s, my) => { my.vma = s.mm.mmap; },
 * read_unlock: read_unlock((s) => s.tasklist_lock),
 */
export function read_lock<S, L>(lockOf: LockOf<S, L, Rwlock>): Operation<S & Tasks, L & Current> {
  return spin<S & Tasks, L & Current>(
    (state, my) => {
      const { writer } = anRwlock(lockOf(state, my));
      return writer === null || writer === my.current;
    },
    named('read_lock', (state, my) => enterAsReader(anRwlock(lockOf(state, my)), state, my)),
  );
}

/**
 * Reads if there is no writer, and returns whether it does.
 * include/linux/rwlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no rwlock()
 * @example
 * read_trylock: unless(read_trylock((s) => s.tasklist_lock), 'out'),
 * find_task: (s, my) => { my.vma = s.mm.mmap; },
 * read_unlock: read_unlock((s) => s.tasklist_lock),
 */
export function read_trylock<S, L>(lockOf: LockOf<S, L, Rwlock>) {
  return named('read_trylock', (state: S & Tasks, my: L & Current): boolean => {
    const lock = anRwlock(lockOf(state, my));
    if (lock.writer !== null) return false;
    enterAsReader(lock, state, my);
    return true;
  });
}

/**
 * Ends the caller's read side.
 * include/linux/rwlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no rwlock()
 * @example
 * read_lock: read_lock((s) => s.tasklist_lock),
 * find_task: (s, my) => { my.vma = s.mm.mmap; },
 * read_unlock: read_unlock((s) => s.tasklist_lock),
 */
export function read_unlock<S, L>(lockOf: LockOf<S, L, Rwlock>) {
  return named('read_unlock', (state: S & Tasks, my: L & Current): void => {
    removeReader(anRwlock(lockOf(state, my)), my, 'rwlock');
    currentTask(state, my).preempt_count--;
  });
}

/**
 * Spins until there is neither reader nor writer, then excludes everybody.
 * include/linux/rwlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no rwlock()
 * @example
 * write_lock: write_lock((s) => s.tasklist_lock),
 * 'mm->mmap = NULL': (s) => { s.mm.mmap = null; },
 * write_unlock: write_unlock((s) => s.tasklist_lock),
 */
export function write_lock<S, L>(lockOf: LockOf<S, L, Rwlock>): Operation<S & Tasks, L & Current> {
  return spin<S & Tasks, L & Current>(
    (state, my) => {
      const lock = anRwlock(lockOf(state, my));
      return isFree(lock) || isHeldBy(lock, my);
    },
    named('write_lock', (state, my) => enterAsWriter(anRwlock(lockOf(state, my)), state, my)),
  );
}

/**
 * Excludes everybody if there is neither reader nor writer, and returns whether it does.
 * include/linux/rwlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no rwlock()
 * @example
 * write_trylock: unless(write_trylock((s) => s.tasklist_lock), 'out'),
 * 'mm->mmap = NULL': (s) => { s.mm.mmap = null; },
 * write_unlock: write_unlock((s) => s.tasklist_lock),
 */
export function write_trylock<S, L>(lockOf: LockOf<S, L, Rwlock>) {
  return named('write_trylock', (state: S & Tasks, my: L & Current): boolean => {
    const lock = anRwlock(lockOf(state, my));
    if (!isFree(lock)) return false;
    enterAsWriter(lock, state, my);
    return true;
  });
}

/**
 * Ends the caller's write side.
 * include/linux/rwlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no rwlock()
 * @example
 * write_lock: write_lock((s) => s.tasklist_lock),
 * 'mm->mmap = NULL': (s) => { s.mm.mmap = null; },
 * write_unlock: write_unlock((s) => s.tasklist_lock),
 */
export function write_unlock<S, L>(lockOf: LockOf<S, L, Rwlock>) {
  return named('write_unlock', (state: S & Tasks, my: L & Current): void => {
    removeWriter(anRwlock(lockOf(state, my)), my, 'rwlock');
    currentTask(state, my).preempt_count--;
  });
}

function enterAsReader(lock: Rwlock, state: Tasks, my: Current): void {
  checkRecursion(lock, my);
  addReader(lock, my);
  currentTask(state, my).preempt_count++;
}

function enterAsWriter(lock: Rwlock, state: Tasks, my: Current): void {
  checkRecursion(lock, my);
  lock.writer = my.current;
  currentTask(state, my).preempt_count++;
}

function checkRecursion(lock: Rwlock, my: Current): void {
  if (isHeldBy(lock, my))
    violate('lockdep', 'possible recursive locking: the task already holds this rwlock');
}
