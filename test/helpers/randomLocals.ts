import { array, type Leaf, type Node, record, type Shape, table } from '../../model/language/index.ts';
import type { Choices } from './choices.ts';

/** A step on the way to a leaf in a local: a field, or one of so many elements. */
type LocalStep = string | { readonly of: number };

/** A leaf in a local, or a local that is one: the names and elements on the way to it. */
export interface LocalLeaf {
  readonly steps: readonly LocalStep[];
  readonly leaf: Leaf<unknown>;
}

/** A local with more than one value: an array, a record, or a table, in which there may be another one. */
export function nestedLocal(choices: Choices, leaf: () => Leaf<unknown>, depth = 1): Node {
  const inner = (): Node =>
    depth > 0 && choices.chance(30) ? nestedLocal(choices, leaf, depth - 1) : leaf();
  const fields = (): Shape => (choices.chance(50) ? { x: inner() } : { x: leaf(), y: inner() });
  switch (choices.weighted({ array: 4, record: 3, table: 3 })) {
    case 'array':
      return array(1 + choices.below(2), leaf());
    case 'record':
      return record(fields());
    case 'table':
      return table(1 + choices.below(2), fields());
  }
}

/** All leaves of some locals; those of a table once, for all of its rows. */
export const leavesOfLocals = (locals: Shape): LocalLeaf[] =>
  Object.entries(locals).flatMap(([name, node]) => leavesIn(node, [name]));

function leavesIn(node: Node, steps: readonly LocalStep[]): LocalLeaf[] {
  if (node.kind === 'leaf') return [{ steps, leaf: node }];
  if (node.kind === 'record')
    return Object.entries(node.fields).flatMap(([name, field]) => leavesIn(field, [...steps, name]));
  const row = [...steps, { of: node.rows as number }];
  return node.plain === true ? leavesIn(node.row.fields.value!, row) : leavesIn(node.row, row);
}

/** The locals that are one value each. */
export const plainLocals = (locals: Shape): Record<string, Leaf<unknown>> =>
  Object.fromEntries(
    Object.entries(locals).filter((entry): entry is [string, Leaf<unknown>] => entry[1].kind === 'leaf'),
  );
