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

/** A rw_semaphore without queue: readers share, a writer excludes, everybody sleeps. include/linux/rwsem.h */
export const rwsem = () => node;
export type Rwsem = ReadersWriter;

const anRwsem = checkedRecord<Rwsem>('readers', 'rwsem()');

/** Sleeps until there is no writer, then reads beside the other readers. */
export function down_read<S, L>(lockOf: LockOf<S, L, Rwsem>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => {
      const { writer } = anRwsem(lockOf(state, my));
      return writer === null || writer === my.current || in_atomic(state, my);
    },
    named('down_read', (state, my) => {
      might_sleep(state, my, 'down_read');
      const lock = anRwsem(lockOf(state, my));
      if (isHeldBy(lock, my)) {
        violate('lockdep', 'possible recursive locking: the task already holds this rwsem');
      }
      addReader(lock, my);
    }),
  );
}

/** Ends the caller's read side. */
export function up_read<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('up_read', (state: S & Tasks, my: L & Current): void => {
    removeReader(anRwsem(lockOf(state, my)), my, 'rwsem');
  });
}

/** Sleeps until there is neither reader nor writer, then excludes everybody. */
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

/** Ends the caller's write side. */
export function up_write<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('up_write', (state: S & Tasks, my: L & Current): void => {
    removeWriter(anRwsem(lockOf(state, my)), my, 'rwsem');
  });
}
