import { has, type RowSet, violate } from '../../model/language/index.ts';
import { show, zeroOf } from './domain.ts';
import { type Field, sharedValue } from './fields.ts';
import type { SizedNode, SizedRecord } from './sizedSchema.ts';

/** A lock of the machine: where it is, and which locks count as the same kind of it when their order is judged. */
export interface Lock {
  /** Its place among the program's locks. */
  readonly number: number;
  /** As reports write it: `anon_vma[0].lock`. */
  readonly path: string;
  /** The path without row numbers, as lockdep's classes are: `anon_vma.lock`. */
  readonly lockClass: string;
  /** How reports call it: spinlock, page lock, rwsem. */
  readonly kind: string;
  /** Whether locks of its class have no order among themselves. */
  readonly unordered: boolean;
  /** The field that points at the task holding it exclusively. */
  readonly owner: Field;
  /** The field that is the set of tasks sharing it, for a lock that can be shared. */
  readonly readers: Field | undefined;
}

/** All locks of a machine whose fields are given. */
export function findLocks(schema: SizedRecord, fields: readonly Field[]): Lock[] {
  const locks: Lock[] = [];
  const byPath = new Map(fields.map((field) => [field.path, field]));
  const visit = (node: SizedNode, path: string, lockClass: string): void => {
    if (node.kind === 'leaf') return;
    if (node.kind === 'table') {
      for (let i = 0; i < node.rows; i++) visit(node.row, `${path}[${i}]`, lockClass);
      return;
    }
    const dot = path === '' ? '' : '.';
    if (node.lock !== undefined) {
      const { name, owner, readers, unordered = false } = node.lock;
      const at = (field: string) => byPath.get(`${path}${dot}${field}`)!;
      const shared = readers === undefined ? undefined : at(readers);
      const who = { owner: at(owner), readers: shared };
      locks.push({ number: locks.length, path, lockClass, kind: name, unordered, ...who });
    }
    for (const [field, child] of node.fields) visit(child, path + dot + field, lockClass + dot + field);
  };
  visit(schema, '', '');
  return locks;
}

/** Whether a task holds the lock, alone or with others, in a shared state or a view of one. */
export function isHeldBy({ owner, readers }: Lock, shared: unknown, task: number): boolean {
  if (sharedValue(owner.keys, shared) === task) return true;
  return readers !== undefined && has(sharedValue(readers.keys, shared) as RowSet<'task'>, task);
}

/** A lock that is taken while another one is held, both by number. */
export interface LockPair {
  readonly held: number;
  readonly taken: number;
}

/** The pairs that a task's step makes: the locks that it takes, each with those that the task held before. */
export function pairsTaken(
  locks: readonly Lock[],
  before: unknown,
  after: unknown,
  task: number,
): LockPair[] {
  const held = locks.filter((lock) => isHeldBy(lock, before, task));
  const taken = locks.filter((lock) => !held.includes(lock) && isHeldBy(lock, after, task));
  return taken.flatMap((lock) => held.map(({ number }) => ({ held: number, taken: lock.number })));
}

/** The fields of a task's own that must be at zero when it leaves its work. */
export const owedBy = (fields: readonly Field[], task: number): Field[] =>
  fields.filter(({ leaf, row }) => leaf.zeroAtExit !== undefined && row?.row === task);

/** What a thread has done that leaves nothing of its work: it has returned, or waits for work again. */
export type Leaving = 'returns' | 'goes idle';

/**
 * Throws the violation 'held-at-exit' where a task that leaves its work still holds a lock, or has a field of its own not
 * at zero that must be by then.
 */
export function checkExit(
  { locks, fields }: { readonly locks: readonly Lock[]; readonly fields: readonly Field[] },
  shared: unknown,
  task: number,
  how: Leaving,
): void {
  const held = locks.find((lock) => isHeldBy(lock, shared, task));
  if (held !== undefined)
    violate('held-at-exit', `the thread ${how} with ${held.path} held`, { about: held.path });
  for (const { row, path, keys, leaf } of owedBy(fields, task)) {
    const value = sharedValue(keys, shared);
    if (value === zeroOf(leaf)) continue;
    const name = row?.table === 'task' ? path.slice(row.path.length + 1) : path;
    violate('held-at-exit', `the thread ${how} with ${name} at ${show(leaf, value)}`);
  }
}
