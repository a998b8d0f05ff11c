import { type Node, type RecordNode, type RowSet, rowsOf } from '../../model/language/index.ts';
import type { Fields } from './oracleViews.ts';

interface Held {
  readonly path: string;
  /** The path with the numbers taken out of the brackets. */
  readonly kind: string;
  readonly unordered: boolean;
}

/** The locks that a task holds, in the order of the schema. */
export function locksHeld(root: RecordNode, shared: Fields, task: number): Held[] {
  const held: Held[] = [];
  const look = (node: Node, value: unknown, path: string): void => {
    if (node.kind === 'leaf') return;
    if (node.kind === 'table') {
      (value as Fields[]).forEach((row, i) => {
        look(node.row, row, `${path}[${i}]`);
      });
      return;
    }
    const fields = value as Fields;
    if (node.lock !== undefined) {
      const { owner, readers } = node.lock;
      const shares =
        readers !== undefined && rowsOf(fields[readers] as RowSet<'task'>).some((reader) => reader === task);
      if (fields[owner] === task || shares)
        held.push({ path, kind: path.replace(/\[\d+\]/g, ''), unordered: node.lock.unordered === true });
    }
    for (const [name, child] of Object.entries(node.fields)) {
      look(child, fields[name], path === '' ? name : `${path}.${name}`);
    }
  };
  look(root, shared, '');
  return held;
}

/** What a table says of its rows, of whatever kind they are. */
interface Lives {
  readonly allocated: (row: Fields) => boolean;
  readonly keptFor?: (row: Fields, task: number) => boolean;
}

/**
 * Whether a row that was there before a thread's step is gone with a lock in it that is held: by the thread itself, or by
 * one of all the `tasks` for which nothing is kept.
 */
export function freesHeldLock(
  root: RecordNode,
  before: Fields,
  after: Fields,
  thread: number,
  tasks: number,
): boolean {
  return Object.entries(root.fields).some(([table, node]) => {
    if (node.kind !== 'table' || node.lifetime === undefined) return false;
    const { allocated, keptFor } = node.lifetime as unknown as Lives;
    const rows = after[table] as Fields[];
    return (before[table] as Fields[]).some((row, i) => {
      const gone = rows[i]!;
      if (!allocated(row) || allocated(gone)) return false;
      const holders = Array.from({ length: tasks }, (_, task) => task).filter(
        (task) => locksHeld(node.row, gone, task).length > 0,
      );
      return holders.some((task) => task === thread || !keptFor?.(gone, task));
    });
  });
}

/** The locks that a step has taken, each with each one held before, in the order in which they are judged. */
export function pairsOf(before: readonly Held[], after: readonly Held[]): [held: Held, taken: Held][] {
  const taken = after.filter(({ path }) => !before.some((lock) => path === lock.path));
  return taken.flatMap((lock) => before.map((held): [Held, Held] => [held, lock]));
}

/** Something wrong that a step has shown: whose it was, and when, so that what was shown first is told first. */
export interface Shown {
  readonly thread: number;
  /** The number of the step, and behind the point its uses of locks, then each pair: its order, what it says of uses. */
  readonly when: number;
}

/** Where in a step the pair of that index is judged: its order here, what it says of uses behind that. */
const whenPaired = (step: number, pair: number): number => step + (1 + 2 * pair) / 1000;
export const whenInside = (step: number, pair: number): number => step + (2 + 2 * pair) / 1000;

/** Which lock was ever waited for with which one held: an edge list, searched from scratch each time. */
export class NestingHistory {
  readonly #edges: [string, string][] = [];
  #fresh: (Shown & { readonly edge: [string, string] })[] = [];

  /** Takes note of a thread's step, by its number, that took locks by waiting for them. */
  note(before: readonly Held[], after: readonly Held[], thread: number, step: number): void {
    for (const [i, [held, taken]] of pairsOf(before, after).entries()) {
      if (held.unordered && held.kind === taken.kind) continue;
      const edge: [string, string] =
        held.kind === taken.kind ? [held.path, taken.path] : [held.kind, taken.kind];
      this.#fresh.push({ edge, thread, when: whenPaired(step, i) });
    }
  }

  /** The steps since it was last asked that have turned an order round, in their order. */
  contradictions(): Shown[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh.flatMap(({ edge, ...shown }) => {
      if (this.#edges.some(([a, b]) => a === edge[0] && b === edge[1])) return [];
      if (this.#leads(edge[1], edge[0])) return [shown];
      this.#edges.push(edge);
      return [];
    });
  }

  #leads(from: string, to: string): boolean {
    const reached = new Set([from]);
    for (const at of reached) for (const [a, b] of this.#edges) if (a === at) reached.add(b);
    return reached.has(to);
  }
}
