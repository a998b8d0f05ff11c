import type { Alternative, Leaf, Node, RecordNode } from '../../model/language/index.ts';
import type { Sized } from './oracleViews.ts';

/** What a line gives its recipes: which choice it is, -1 where there is none, and what is chosen. */
export interface Given {
  readonly row: number;
  readonly given?: unknown;
}

/** All choices of an alternative, in their order. */
export function choicesOver({ over }: Alternative, root: RecordNode, sized: Sized): Given[] {
  if (over === undefined) return [{ row: -1 }];
  return valuesOver(over, root, sized).map((given, row) => ({ row, given }));
}

/** A recipe gets what is chosen, and two arguments elsewhere. */
export const chosen = ({ row, given }: Given) => (row < 0 ? [] : [given]) as unknown as [given: never];

function valuesOver(over: NonNullable<Alternative['over']>, root: RecordNode, sized: Sized): unknown[] {
  if (typeof over === 'string') {
    const rows = rowsOn(over, root, sized);
    return rows.length === 1 ? upTo(rows[0]!) : tuples(rows.map(upTo));
  }
  if (Array.isArray(over))
    return tuples(over.map((one: string | Leaf<unknown>) => valuesOver(one, root, sized)));
  return valuesOf(over as Leaf<unknown>, sized);
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The last one changes first. */
function tuples(lists: readonly (readonly unknown[])[]): unknown[][] {
  const [first, ...rest] = lists;
  if (first === undefined) return [[]];
  const behind = tuples(rest);
  return first.flatMap((one) => behind.map((others) => [one, ...others]));
}

/** How many rows the tables on a path have: `a[].b` is a table in the rows of another one. */
function rowsOn(path: string, root: RecordNode, sized: Sized): number[] {
  if (path === 'task') return [sized.rowsOf('task')];
  const rows: number[] = [];
  let at = root;
  for (const name of path.split(/\[\]\.|\./)) {
    const node: Node = at.fields[name]!;
    if (node.kind === 'leaf') throw new Error(`${path} is no table`);
    if (node.kind === 'table')
      rows.push(node.rows === 'threads' ? sized.rowsOf('task') : sized.numberOf(node.rows, path));
    at = node.kind === 'table' ? node.row : node;
  }
  return rows;
}

function valuesOf(leaf: Leaf<unknown>, sized: Sized): unknown[] {
  switch (leaf.domain) {
    case 'bool':
      return [false, true];
    case 'count':
      return upTo(sized.numberOf(leaf.max, 'count') + 1);
    case 'oneOf':
      return [...leaf.values];
    case 'pointer':
      return [null, ...upTo(sized.rowsOf(leaf.to))];
    case 'range': {
      const most = sized.numberOf(leaf.max, 'range');
      const all = upTo(most - leaf.min + 1).map((i) => leaf.min + i);
      // Where it starts, and up from there; then those below, down.
      return [...all.filter((value) => value >= 0), ...all.filter((value) => value < 0).reverse()];
    }
    default:
      throw new Error(`nobody chooses from a ${leaf.domain}`);
  }
}
