import type { Node, Shape } from '../../model/language/index.ts';

/** A schema as a failing example shows it. */
export function showNode(node: Node): string {
  const fields = (shape: Shape) =>
    `{ ${Object.entries(shape)
      .map(([name, child]) => `${name}: ${showNode(child)}`)
      .join(', ')} }`;
  if ('ghost' in node && node.ghost === true)
    return `ghost ${showNode({ ...node, ghost: false } as unknown as Node)}`;
  if (node.kind === 'record') {
    if (node.lock !== undefined) return node.lock.name;
    return `${node.word === true ? 'word ' : ''}${fields(node.fields)}`;
  }
  if (node.kind === 'table') {
    const lifetime = node.lifetime === undefined ? '' : ` slab(${node.lifetime.touch.name})`;
    return `${fields(node.row.fields)}[${JSON.stringify(node.rows)}]${lifetime}`;
  }
  if (node.startsAt !== undefined) {
    const { startsAt, ...rest } = node;
    return `${showNode(rest as Node)} from ${String(startsAt)}`;
  }
  switch (node.domain) {
    case 'bool':
      return 'bool';
    case 'count':
      return `0..${JSON.stringify(node.max)}`;
    case 'range':
      return `${node.min}..${JSON.stringify(node.max)}`;
    case 'constant':
      return JSON.stringify(node.value);
    case 'oneOf':
      return node.values.join('|');
    case 'pointer':
      return `*${node.to}`;
    case 'rowSet':
      return `set of ${node.of}`;
    case 'address':
      return `&(${node.of.join(' | ')})`;
  }
}
