import { ModelError } from '../../../model/language/index.ts';
import type { Sizing } from './domain.ts';

/** How many rows the table has that a leaf at `path` points into; throws ModelError where there is none. */
export function rowsIn(table: string, path: string, { tables }: Sizing): number {
  const rows = tables.get(table);
  if (rows === undefined) throw new ModelError(`${path}: it points into '${table}', which is no table`);
  return rows;
}
