import { violate } from './violation.ts';

declare const target: unique symbol;

/** A row number of the named table, or null. Its table is part of its type, so a pointer cannot land in another table. */
export type Ptr<T extends string> = (number & { readonly [target]: T }) | null;

/**
 * The row that a pointer names.
 * Null is the violation 'null-pointer-dereference'.
 */
export function deref<R>(rows: readonly R[], pointer: number | null): R {
  if (pointer === null) violate('null-pointer-dereference', 'a null pointer is dereferenced');
  return rows[pointer]!;
}
