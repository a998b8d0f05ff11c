import { type Lifetime, violate } from '../../model/language/index.ts';
import { type RowName, sharedValue } from './fields.ts';
import { isHeldBy, type Lock } from './locks.ts';
import type { SizedRecord } from './sizedSchema.ts';
import type { ProgramThread } from './thread.ts';

/** A row that comes and goes, with the locks that lie in it. */
export interface LockedRow {
  readonly row: RowName;
  readonly lifetime: Lifetime;
  readonly locks: readonly Lock[];
}

/** The rows of a machine that come and go and have locks in them, however deep. */
export function findLockedRows(schema: SizedRecord, locks: readonly Lock[]): LockedRow[] {
  const rows = new Map<string, { row: RowName; lifetime: Lifetime; locks: Lock[] }>();
  for (const lock of locks) {
    const { row } = lock.owner;
    const node = row === undefined ? undefined : schema.fields.get(row.table);
    if (row === undefined || node?.kind !== 'table' || node.row.lifetime === undefined) continue;
    const known = rows.get(row.path) ?? { row, lifetime: node.row.lifetime, locks: [] };
    known.locks.push(lock);
    rows.set(row.path, known);
  }
  return [...rows.values()];
}

/**
 * Throws the violation 'held-lock-freed' where a row is gone after a thread's step and a lock in it is still held: by that
 * thread, or by another one that the row is not kept for.
 */
export function checkLocksFreed(
  { lockedRows, threads }: { lockedRows: readonly LockedRow[]; threads: readonly ProgramThread[] },
  before: unknown,
  after: unknown,
  thread: number,
): void {
  for (const { row, lifetime, locks } of lockedRows) {
    const keys = [row.table, row.row];
    if (!lifetime.allocated(sharedValue(keys, before) as never)) continue;
    const gone = sharedValue(keys, after) as never;
    if (lifetime.allocated(gone)) continue;
    const mayHold = (task: number) => task !== thread && lifetime.keptFor?.(gone, task) === true;
    for (const lock of locks) {
      const holder = threads.find(({ index }) => isHeldBy(lock, after, index) && !mayHold(index));
      if (holder === undefined) continue;
      violate(
        'held-lock-freed',
        `held lock freed: ${row.path} goes while ${holder.name} holds ${lock.path}`,
        {
          about: lock.path,
          frees: true,
        },
      );
    }
  }
}
