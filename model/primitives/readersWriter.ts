import {
  add,
  has,
  isEmpty,
  pointer,
  record,
  removeRow,
  rowSet,
  type StateOf,
  violate,
} from '../language/index.ts';
import type { Current } from './task.ts';

const fields = { writer: pointer('task'), readers: rowSet('task') };

/** Who is inside a lock that readers share and a writer excludes: what rwlock_t and rw_semaphore have in common. */
export type ReadersWriter = StateOf<typeof fields>;

/** The schema of such a lock, under the kernel's name for its kind. */
export const readersWriter = (name: string) => record(fields, { name, owner: 'writer', readers: 'readers' });

export const isFree = ({ writer, readers }: ReadersWriter): boolean => writer === null && isEmpty(readers);
export const isHeldBy = ({ writer, readers }: ReadersWriter, { current }: Current): boolean =>
  writer === current || has(readers, current);

/** Puts the task among the readers. */
export function addReader(lock: ReadersWriter, my: Current): void {
  lock.readers = add(lock.readers, my.current);
}

/** Takes the task out of the readers; lockdep reports one that is not among them. */
export function removeReader(lock: ReadersWriter, my: Current, kind: string): void {
  if (!has(lock.readers, my.current))
    violate('lockdep', `bad unlock balance: the task does not hold this ${kind} for read`);
  lock.readers = removeRow(lock.readers, my.current);
}

/** Takes the writer out; lockdep reports a task that is not the writer. */
export function removeWriter(lock: ReadersWriter, my: Current, kind: string): void {
  if (lock.writer !== my.current)
    violate('lockdep', `bad unlock balance: the task does not hold this ${kind} for write`);
  lock.writer = null;
}
