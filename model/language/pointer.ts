import { describe } from './describe.ts';
import { ModelError } from './modelError.ts';
import { violate } from './violation.ts';

declare const target: unique symbol;
declare const rowsOfTable: unique symbol;

/** A row number of the named table, or null. Its table is part of its type, so a pointer cannot land in another table. */
export type Ptr<T extends string> = (number & { readonly [target]: T }) | null;

/** A pointer that is not null: what `any` offers, one row after the other. */
export type Row<T extends string> = number & { readonly [target]: T };

/** The row of the named table that has the number; throws ModelError for what is no row number. */
export function row<const T extends string>(table: T, number: number): Row<T> {
  if (!Number.isInteger(number) || number < 0)
    throw new ModelError(`row('${table}', ${describe(number)}): it is no row; allowed: whole numbers from 0`);
  return number as Row<T>;
}

/** The rows of the named table. */
export type Rows<T extends string, R> = readonly R[] & { readonly [rowsOfTable]?: T };

/**
 * The row of the table that a pointer into it names.
 * Null is the violation 'null-pointer-dereference'.
 */
export function deref<R, T extends string>(rows: Rows<T, R>, pointer: Ptr<NoInfer<T>>): R {
  if (pointer === null) violate('null-pointer-dereference', 'a null pointer is dereferenced');
  return rows[pointer]!;
}
