import { type Operation, violate, wait } from '../language/index.ts';
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
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

const node = readersWriter('rwsem');

/**
 * A rw_semaphore without queue: readers share, a writer excludes, everybody sleeps. A writer that waits keeps nobody out,
 * where the kernel's queue has later readers wait, and down_read_trylock() fail, behind it.
 * include/linux/rwsem.h, kernel/locking/rwsem.c (kernel/rwsem.c and lib/rwsem.c before 3.13)
 * @returns the field for a machine
 * @example
 * const shape = { mmap_sem: rwsem(), mmap: pointer('vma'), vma: table(1, {}), task: tasks(taskFields()) };
 */
export const rwsem = () => node;
/** What an rwsem() keeps: the writer, or null, and the readers. */
export type Rwsem = ReadersWriter;

const anRwsem = checkedRecord<Rwsem>('readers', 'rwsem()');

const alreadyHeld = 'possible recursive locking: the task already holds this rwsem';

/**
 * Sleeps until there is no writer, then reads beside the other readers.
 * kernel/locking/rwsem.c
 * @throws ModelError, when it is run, where what lockOf finds is no rwsem()
 * @example
 * down_read: down_read((s) => s.mm.mmap_sem),
 * find_vma: (s, my) => { my.vma = s.mm.mmap; },
 * up_read: up_read((s) => s.mm.mmap_sem),
 */
export function down_read<S, L>(lockOf: LockOf<S, L, Rwsem>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => {
      const { writer } = anRwsem(lockOf(state, my));
      return writer === null || writer === my.current || in_atomic(state, my);
    },
    named('down_read', (state, my) => {
      might_sleep(state, my, 'down_read');
      const lock = anRwsem(lockOf(state, my));
      if (isHeldBy(lock, my)) violate('lockdep', alreadyHeld);
      addReader(lock, my);
    }),
  );
}

/**
 * down_read_trylock(): reads beside the other readers if there is no writer, and returns whether it does; never sleeps.
 * `lockdep` reports a task that reads already: the readers are a set, which does not count one twice.
 * kernel/locking/rwsem.c
 * @param lockOf finds the rwsem: the `&mm->mmap_sem` of a C line
 * @throws ModelError, when it is run, where what lockOf finds is no rwsem
 * @example
 * down_read_trylock: unless(down_read_trylock((s) => s.mm.mmap_sem), 'out'),
 * find_vma: (s, my) => { my.vma = s.mm.mmap; },
 * up_read: up_read((s) => s.mm.mmap_sem),
 */
export function down_read_trylock<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('down_read_trylock', (state: S & Tasks, my: L & Current): boolean => {
    const lock = anRwsem(lockOf(state, my));
    if (lock.writer !== null) return false;
    if (isHeldBy(lock, my)) violate('lockdep', alreadyHeld);
    addReader(lock, my);
    return true;
  });
}

/**
 * Ends the caller's read side.
 * kernel/locking/rwsem.c
 * @throws ModelError, when it is run, where what lockOf finds is no rwsem()
 * @example
 * down_read: down_read((s) => s.mm.mmap_sem),
 * find_vma: (s, my) => { my.vma = s.mm.mmap; },
 * up_read: up_read((s) => s.mm.mmap_sem),
 */
export function up_read<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('up_read', (state: S & Tasks, my: L & Current): void => {
    removeReader(anRwsem(lockOf(state, my)), my, 'rwsem');
  });
}

/**
 * Sleeps until there is neither reader nor writer, then excludes everybody.
 * kernel/locking/rwsem.c
 * @throws ModelError, when it is run, where what lockOf finds is no rwsem()
 * @example
 * down_write: down_write((s) => s.mm.mmap_sem),
 * 'mm->mmap = NULL': (s) => { s.mm.mmap = null; },
 * up_write: up_write((s) => s.mm.mmap_sem),
 */
export function down_write<S, L>(lockOf: LockOf<S, L, Rwsem>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => {
      const lock = anRwsem(lockOf(state, my));
      return isFree(lock) || isHeldBy(lock, my) || in_atomic(state, my);
    },
    named('down_write', (state, my) => {
      might_sleep(state, my, 'down_write');
      const lock = anRwsem(lockOf(state, my));
      if (isHeldBy(lock, my)) {
        violate('lockdep', 'self-deadlock: the task already holds this rwsem');
      }
      lock.writer = my.current;
    }),
  );
}

/**
 * down_write_trylock(): excludes everybody if there is neither reader nor writer, and returns whether it does; never
 * sleeps. False, too, in a task that holds either side.
 * kernel/locking/rwsem.c
 * @param lockOf finds the rwsem
 * @throws ModelError, when it is run, where what lockOf finds is no rwsem
 * @example
 * down_write_trylock: unless(down_write_trylock((s) => s.mm.mmap_sem), 'out'),
 * 'mm->mmap = NULL': (s) => { s.mm.mmap = null; },
 * up_write: up_write((s) => s.mm.mmap_sem),
 */
export function down_write_trylock<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('down_write_trylock', (state: S & Tasks, my: L & Current): boolean => {
    const lock = anRwsem(lockOf(state, my));
    if (!isFree(lock)) return false;
    lock.writer = my.current;
    return true;
  });
}

/**
 * Ends the caller's write side.
 * kernel/locking/rwsem.c
 * @throws ModelError, when it is run, where what lockOf finds is no rwsem()
 * @example
 * down_write: down_write((s) => s.mm.mmap_sem),
 * 'mm->mmap = NULL': (s) => { s.mm.mmap = null; },
 * up_write: up_write((s) => s.mm.mmap_sem),
 */
export function up_write<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('up_write', (state: S & Tasks, my: L & Current): void => {
    removeWriter(anRwsem(lockOf(state, my)), my, 'rwsem');
  });
}

/**
 * downgrade_write(): makes the writer a reader. Other readers may come in; no writer could in between. `lockdep` reports
 * a task that is not the writer.
 * kernel/locking/rwsem.c
 * @param lockOf finds the rwsem
 * @throws ModelError, when it is run, where what lockOf finds is no rwsem
 * @example
 * down_write: down_write((s) => s.mm.mmap_sem),
 * downgrade_write: downgrade_write((s) => s.mm.mmap_sem),
 * up_read: up_read((s) => s.mm.mmap_sem),
 */
export function downgrade_write<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('downgrade_write', (state: S & Tasks, my: L & Current): void => {
    const lock = anRwsem(lockOf(state, my));
    removeWriter(lock, my, 'rwsem');
    addReader(lock, my);
  });
}
