import { domainOf } from './domains/index.ts';
import type { Failure } from './failure.ts';
import { sharedValue } from './fields.ts';
import type { Program } from './program.ts';

/** Allocated rows that no pointer and no set of another one names, the first for each check: what kmemleak would find. */
export function findLeaks({ fields, schema }: Program, shared: unknown): Failure[] {
  const leaks: Failure[] = [];
  let named: Set<string> | undefined;
  for (const [name, node] of schema.fields) {
    if (node.kind !== 'table' || node.row.lifetime === undefined) continue;
    const { allocated, leakCheck } = node.row.lifetime;
    if (leaks.some(({ check }) => check === leakCheck)) continue;
    for (let i = 0; i < node.rows; i++) {
      const row = (shared as Record<string, unknown[]>)[name]![i];
      if (!allocated(row as never)) continue;
      named ??= rowsNamed(fields, shared);
      const path = `${name}[${i}]`;
      if (named.has(path)) continue;
      const message = `unreferenced object ${path}: it is allocated and nothing points to it`;
      leaks.push({ check: leakCheck, message, about: path, where: { kind: 'end' } });
      break;
    }
  }
  return leaks;
}

/** The rows that a shared pointer or set names, but for those that only name themselves. */
function rowsNamed(fields: Program['fields'], shared: unknown): Set<string> {
  const named = new Set<string>();
  for (const { leaf, thread, keys, row: own } of fields) {
    if (thread !== undefined) break;
    for (const row of domainOf(leaf).rowsNamed(leaf, sharedValue(keys, shared)))
      if (row !== own?.path) named.add(row);
  }
  return named;
}
