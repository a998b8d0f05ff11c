import type { RecordNode } from '../../model/language/index.ts';
import type { Fields } from './oracleViews.ts';

/** The rows of a table that some pointer or set anywhere in the shared state names, other than one of their own. */
export function pointees(root: RecordNode, shared: Fields, table: string): Set<number> {
  const found = new Set<number>();
  const look = (node: unknown, value: unknown, own?: number): void => {
    const { kind, domain, to, of, fields, row } = node as Record<string, unknown>;
    const note = (named: number) => void (named !== own && found.add(named));
    if (kind === 'table') for (const each of value as Fields[]) look(row, each, own);
    else if (kind === 'record')
      for (const [name, child] of Object.entries(fields as Fields)) look(child, (value as Fields)[name], own);
    else if (domain === 'pointer' && to === table && value !== null) note(value as number);
    else if (domain === 'address' && String(value).startsWith(`${table}[`))
      note(Number.parseInt(String(value).slice(table.length + 1), 10));
    else if (domain === 'rowSet' && of === table)
      for (let i = 0; i < 31; i++) if (Math.floor((value as number) / 2 ** i) % 2 === 1) note(i);
  };
  for (const [name, node] of Object.entries(root.fields)) {
    if (name !== table) look(node, shared[name]);
    else
      for (const [i, row] of (shared[name] as Fields[]).entries())
        look((node as { row?: unknown }).row, row, i);
  }
  return found;
}
