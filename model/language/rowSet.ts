import type { Ptr, Row } from './pointer.ts';

declare const members: unique symbol;

/**
 * A set of rows of the named table, as a value: bit i stands for row i, so a table with sets over it has at most 31 rows.
 * Change one by assigning what `add` or `remove` returns.
 */
export type RowSet<T extends string> = number & { readonly [members]: T };

/** The set without rows. */
export const emptySet = 0 as RowSet<never>;

/** Whether the set has the row in it; null is in none. */
export function has<T extends string>(set: RowSet<T>, row: number | null): boolean {
  return row !== null && isRow(row) && (set & (1 << row)) !== 0;
}

/** The set with the row in it; for what is no row of a set, a number that no field of sets can hold. */
export function add<T extends string>(set: RowSet<T>, row: number | null): RowSet<T> {
  if (row === null) return set;
  return (isRow(row) ? set | (1 << row) : set + 2 ** row) as RowSet<T>;
}

/** The set without the row. */
export function remove<T extends string>(set: RowSet<T>, row: number | null): RowSet<T> {
  return (row === null || !isRow(row) ? set : set & ~(1 << row)) as RowSet<T>;
}

/** A shift takes its distance modulo 32, so row 33 would be row 1. */
const isRow = (row: number): boolean => row >= 0 && row < 31 && (row | 0) === row;

/** Whether the set has no row in it. */
export function isEmpty(set: RowSet<string>): boolean {
  return set === 0;
}

/** The rows of the set, lowest first. */
export function rowsOf<T extends string>(set: RowSet<T>): Row<T>[] {
  const rows: Row<T>[] = [];
  for (let row = 0; row < 31; row++) if ((set & (1 << row)) !== 0) rows.push(row as Row<T>);
  return rows;
}

/** The lowest row of the set that comes after the given one (null: the lowest of all), or null when there is none. */
export function nextRow<T extends string>(set: RowSet<T>, after: number | null): Ptr<T> {
  for (let row = after === null ? 0 : after + 1; row < 31; row++)
    if ((set & (1 << row)) !== 0) return row as Row<T>;
  return null;
}
