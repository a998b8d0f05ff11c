import { ModelError } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';

const movers = [
  'copyWithin',
  'fill',
  'pop',
  'push',
  'reverse',
  'shift',
  'sort',
  'splice',
  'unshift',
] as const;

/**
 * The rows of a table as a recipe sees them: an array of views whose methods that would move one say so instead.
 * The array is not frozen, as iterating over a frozen one takes ten times as long.
 */
export function rowsOf<T>(rows: T[], path: string): T[] {
  for (const mover of movers) {
    const value = () => {
      throw new Error(
        `${path}.${mover}() moves rows, which stay where they are; allowed: reading and assigning their fields by name, or a copy, [...${path}]`,
      );
    };
    Object.defineProperty(rows, mover, { value });
  }
  return rows;
}

/** Rows that live longer than a recipe that sees them, and can tell whether one has assigned a row. */
export class KeptRows {
  readonly path: string;
  readonly #rows: unknown[];
  readonly #own: readonly unknown[];

  constructor(rows: unknown[], path: string) {
    this.path = path;
    this.#rows = rowsOf(rows, path);
    this.#own = [...rows];
  }

  /** Whether each row is where it was. */
  areInPlace(): boolean {
    const rows = this.#rows;
    const own = this.#own;
    if (rows.length !== own.length) return false;
    for (let i = 0; i < own.length; i++) if (rows[i] !== own[i]) return false;
    return true;
  }
}

/** Throws ModelError where a recipe has assigned rows of one of the tables. */
export function checkRows({ scenario, design }: Program, tables: readonly KeptRows[]): void {
  const moved = tables.find((rows) => !rows.areInPlace());
  if (moved === undefined) return;
  throw new ModelError(
    `${scenario.name}@${design}: a recipe or a property assigns rows of ${moved.path}, which stay where they are; allowed: reading and assigning their fields by name, or a copy, [...${moved.path}]`,
  );
}
