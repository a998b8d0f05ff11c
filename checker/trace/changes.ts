import { show } from '../program/domain.ts';
import type { Program } from '../program/program.ts';
import type { SizedNode } from '../program/sizedSchema.ts';
import type { State } from '../program/state.ts';
import type { Change } from './trace.ts';

/** The fields that differ between two states of a program: the shared ones in schema order, then each thread's locals. */
export function changesBetween(program: Program, before: State, after: State): Change[] {
  const changes: Change[] = [];
  compare(program.schema, '', before.shared, after.shared, changes);
  program.threads.forEach(({ name, body }, i) => {
    for (const slot of body.slots) {
      compare(
        slot.leaf,
        `${name}: ${slot.name}`,
        before.threads[i]!.slots[slot.name],
        after.threads[i]!.slots[slot.name],
        changes,
      );
    }
  });
  return changes;
}

function compare(node: SizedNode, path: string, before: unknown, after: unknown, changes: Change[]): void {
  if (before === after) return;
  if (node.kind === 'leaf') {
    changes.push({ path, from: show(node, before), to: show(node, after) });
  } else if (node.kind === 'table') {
    for (let i = 0; i < node.rows; i++) {
      compare(node.row, `${path}[${i}]`, (before as unknown[])[i], (after as unknown[])[i], changes);
    }
  } else {
    const dot = path === '' ? '' : '.';
    for (const [field, child] of node.fields) {
      const [from, to] = [before, after].map((record) => (record as Record<string, unknown>)[field]);
      compare(child, `${path}${dot}${field}`, from, to, changes);
    }
  }
}
