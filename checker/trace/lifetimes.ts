import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';

/** The rows that a step brings to life and the rows that it frees, where it does. */
export function lifetimesBetween(
  { schema }: Program,
  before: State,
  after: State,
): { readonly allocates?: readonly string[]; readonly frees?: readonly string[] } {
  const allocates: string[] = [];
  const frees: string[] = [];
  for (const [name, node] of schema.fields) {
    if (node.kind !== 'table' || node.row.lifetime === undefined) continue;
    const { allocated } = node.row.lifetime;
    const rows = (state: State) => state.shared[name] as readonly unknown[];
    for (let i = 0; i < node.rows; i++) {
      const [was, is] = [allocated(rows(before)[i] as never), allocated(rows(after)[i] as never)];
      if (was !== is) (is ? allocates : frees).push(`${name}[${i}]`);
    }
  }
  return { ...(allocates.length > 0 ? { allocates } : {}), ...(frees.length > 0 ? { frees } : {}) };
}
