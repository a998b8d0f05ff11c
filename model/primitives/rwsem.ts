import {
  add,
  has,
  isEmpty,
  type Operation,
  pointer,
  record,
  removeRow,
  rowSet,
  type StateOf,
  violate,
  wait,
} from '../language/index.ts';
import { named } from './named.ts';
import type { LockOf } from './spinlock.ts';
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

const fields = { writer: pointer('task'), readers: rowSet('task') };
const node = record(fields, { name: 'rwsem', owner: 'writer', readers: 'readers' });

/** A rw_semaphore without queue: readers share, a writer excludes, everybody sleeps. include/linux/rwsem.h */
export const rwsem = () => node;
export type Rwsem = StateOf<typeof fields>;

/** Sleeps until there is no writer, then reads beside the other readers. */
export function down_read<S, L>(lockOf: LockOf<S, L, Rwsem>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => {
      const { writer } = lockOf(state, my);
      return writer === null || writer === my.current || in_atomic(state, my);
    },
    named('down_read', (state, my) => {
      might_sleep(state, my, 'down_read');
      const lock = lockOf(state, my);
      if (lock.writer === my.current || has(lock.readers, my.current)) {
        violate('lockdep', 'possible recursive locking: the task already holds this rwsem');
      }
      lock.readers = add(lock.readers, my.current);
    }),
  );
}

/** Ends the caller's read side. */
export function up_read<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('up_read', (state: S & Tasks, my: L & Current): void => {
    const lock = lockOf(state, my);
    if (!has(lock.readers, my.current))
      violate('lockdep', 'bad unlock balance: the task does not hold this rwsem for read');
    lock.readers = removeRow(lock.readers, my.current);
  });
}

/** Sleeps until there is neither reader nor writer, then excludes everybody. */
export function down_write<S, L>(lockOf: LockOf<S, L, Rwsem>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => {
      const { writer, readers } = lockOf(state, my);
      const mine = writer === my.current || has(readers, my.current);
      return (writer === null && isEmpty(readers)) || mine || in_atomic(state, my);
    },
    named('down_write', (state, my) => {
      might_sleep(state, my, 'down_write');
      const lock = lockOf(state, my);
      if (lock.writer === my.current || has(lock.readers, my.current)) {
        violate('lockdep', 'self-deadlock: the task already holds this rwsem');
      }
      lock.writer = my.current;
    }),
  );
}

/** Ends the caller's write side. */
export function up_write<S, L>(lockOf: LockOf<S, L, Rwsem>) {
  return named('up_write', (state: S & Tasks, my: L & Current): void => {
    const lock = lockOf(state, my);
    if (lock.writer !== my.current)
      violate('lockdep', 'bad unlock balance: the task does not hold this rwsem for write');
    lock.writer = null;
  });
}
