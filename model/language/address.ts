import { ModelError } from './modelError.ts';
import type { Ptr } from './pointer.ts';
import { violate } from './violation.ts';

/** The addresses of a place of a schema: `page[2].lru` is one of `page[].lru`. */
export type Address<P extends string> = P extends `${infer Table}[]${infer Field}`
  ? `${Table}[${number}]${Field}`
  : P;

/** The table whose rows a place stands for. */
export type TableOf<P extends string> = P extends `${infer Table}[]${string}` ? Table : never;

/** `&row->field`, for a place with rows; a null pointer is the violation 'null-pointer-dereference'. */
export function addressOf<const P extends `${string}[]${string}`>(
  place: P,
  row: Ptr<TableOf<P>>,
): Address<P> {
  if (row === null) violate('null-pointer-dereference', `&NULL->${fieldOf(place)} is used as an address`);
  addresses[place] ??= [];
  const known = addresses[place];
  known[row] ??= place.replace('[]', `[${row}]`);
  return known[row] as Address<P>;
}

/** Texts that have been made already. */
const addresses: Record<string, string[]> = {};
const fieldOf = (place: string) => place.slice(place.indexOf('.') + 1);

/** The row whose field has the address, if it is one of that place; null for any other. */
export function container_of<const P extends `${string}[]${string}`>(
  address: string | null,
  place: P,
): Ptr<TableOf<P>> {
  if (address === null) return null;
  const { row, place: of } = parsed(address);
  return of === place ? (row as Ptr<TableOf<P>>) : null;
}

/**
 * What stands at the address: null is the violation 'null-pointer-dereference'. Throws ModelError where the state has
 * nothing there.
 */
export function at<T extends object>(state: object, address: string | null): T {
  if (address === null) violate('null-pointer-dereference', 'a null pointer is dereferenced');
  let value: unknown = state;
  for (const key of parsed(address).keys) value = (value as Record<string, unknown> | undefined)?.[key];
  if (typeof value === 'object' && value !== null) return value as T;
  throw new ModelError(`the address ${address} names no record of the state; allowed: such as page[2].lru`);
}

interface Parsed {
  readonly keys: readonly string[];
  readonly place: string;
  readonly row: number | null;
}

const paths = new Map<string, Parsed>();

function parsed(address: string): Parsed {
  let path = paths.get(address);
  if (path === undefined) {
    const [, row] = /^\w+\[(\d+)\]/.exec(address) ?? [];
    path = {
      keys: address.split(/\]?[.[]/).map((key) => key.replace(']', '')),
      place: address.replace(/\[\d+\]/, '[]'),
      row: row === undefined ? null : Number(row),
    };
    paths.set(address, path);
  }
  return path;
}
