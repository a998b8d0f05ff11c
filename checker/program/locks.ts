import { has, type RowSet, violate } from '../../model/language/index.ts';
import { zeroOf } from './domain.ts';
import type { SizedNode, SizedRecord } from './sizedSchema.ts';

/** A lock of the machine: where it is, and which locks count as the same kind of it when their order is judged. */
export interface Lock {
  /** As reports write it: `anon_vma[0].lock`. */
  readonly path: string;
  /** The path without row numbers, as lockdep's classes are: `anon_vma.lock`. */
  readonly lockClass: string;
  /** Whether locks of its class have no order among themselves. */
  readonly unordered: boolean;
  readonly heldBy: (shared: unknown, task: number) => boolean;
  /** The task that holds it exclusively, if any. */
  readonly ownerOf: (shared: unknown) => number | null;
}

/** All locks of a machine. */
export function findLocks(schema: SizedRecord): Lock[] {
  const locks: Lock[] = [];
  const visit = (
    node: SizedNode,
    path: string,
    lockClass: string,
    reach: (shared: unknown) => unknown,
  ): void => {
    if (node.kind === 'leaf') return;
    if (node.kind === 'table') {
      for (let i = 0; i < node.rows; i++) {
        visit(node.row, `${path}[${i}]`, lockClass, (shared) => (reach(shared) as unknown[])[i]);
      }
      return;
    }
    if (node.lock !== undefined) locks.push(lockAt(node.lock, path, lockClass, reach));
    const dot = path === '' ? '' : '.';
    for (const [field, child] of node.fields) {
      visit(
        child,
        `${path}${dot}${field}`,
        `${lockClass}${dot}${field}`,
        (s) => (reach(s) as Record<string, unknown>)[field],
      );
    }
  };
  visit(schema, '', '', (shared) => shared);
  return locks;
}

function lockAt(
  { owner, readers, unordered }: NonNullable<SizedRecord['lock']>,
  path: string,
  lockClass: string,
  reach: (shared: unknown) => unknown,
): Lock {
  const ownerOf = (shared: unknown) => (reach(shared) as Record<string, number | null>)[owner]!;
  const shares = (shared: unknown, task: number) =>
    readers !== undefined && has((reach(shared) as Record<string, RowSet<'task'>>)[readers]!, task);
  return {
    path,
    lockClass,
    unordered: unordered === true,
    ownerOf,
    heldBy: (shared, task) => ownerOf(shared) === task || shares(shared, task),
  };
}

/**
 * The order in which locks nest, over every step of a search: taking one while holding another orders their classes
 * (locks of one class among themselves: the single locks, unless the class is unordered), and an order that contradicts an earlier one, directly or
 * through others, is the violation 'lock-order', as lockdep's "possible circular locking dependency" is.
 * Taking a lock without waiting for it orders nothing.
 */
export class LockOrder {
  readonly #locks: readonly Lock[];
  readonly #after = new Map<string, Set<string>>();

  constructor(locks: readonly Lock[]) {
    this.#locks = locks;
  }

  /** Takes note of a blocking step of the task; throws the Violation. */
  note(before: unknown, after: unknown, task: number): void {
    for (const taken of this.#locks) {
      if (!taken.heldBy(after, task) || taken.heldBy(before, task)) continue;
      for (const held of this.#locks) {
        if (held !== taken && held.heldBy(before, task)) this.#order(held, taken);
      }
    }
  }

  #order(held: Lock, taken: Lock): void {
    const alike = held.lockClass === taken.lockClass;
    if (alike && held.unordered) return;
    const [first, second] = alike ? [held.path, taken.path] : [held.lockClass, taken.lockClass];
    const known = this.#after.get(first) ?? new Set();
    if (known.has(second)) return;
    const back = this.#path(second, first);
    if (back !== undefined) {
      violate(
        'lock-order',
        `possible circular locking dependency: ${second} is taken with ${first} held, and elsewhere ${back.join(' before ')}`,
      );
    }
    this.#after.set(first, known.add(second));
  }

  #path(from: string, to: string, seen: readonly string[] = []): string[] | undefined {
    if (from === to) return [from];
    for (const next of this.#after.get(from) ?? []) {
      if (seen.includes(next)) continue;
      const rest = this.#path(next, to, [...seen, from]);
      if (rest !== undefined) return [from, ...rest];
    }
    return undefined;
  }
}

/** Throws the violation 'held-at-exit' where a task that returns still holds a lock or has a field of its row not at zero. */
export function checkExit(locks: readonly Lock[], schema: SizedRecord, shared: unknown, task: number): void {
  const held = locks.find((lock) => lock.heldBy(shared, task));
  if (held !== undefined) violate('held-at-exit', `the thread returns with ${held.path} held`);
  const tasks = schema.fields.get('task');
  if (tasks?.kind !== 'table') return;
  const row = (shared as { task: readonly Record<string, unknown>[] }).task[task]!;
  for (const [field, node] of tasks.row.fields) {
    if (node.kind === 'leaf' && row[field] !== zeroOf(node)) {
      violate('held-at-exit', `the thread returns with ${field} at ${String(row[field])}`);
    }
  }
}
