import { describe } from './describe.ts';
import type { Leaf } from './leaves.ts';
import { ModelError } from './modelError.ts';
import type { Node, Shape } from './schema.ts';

/** Throws ModelError for what only a local of a function may be: an array, and what has a value to start with. */
export function checkShared(shape: Shape, prefix = ''): void {
  for (const [name, node] of Object.entries(shape)) {
    const path = prefix + name;
    if (node.kind === 'leaf') {
      if (node.startsAt !== undefined)
        throw new ModelError(
          `${path}: it starts at ${describe(node.startsAt)}, which a local does; allowed: initial of a scenario or a design`,
        );
    } else if (node.kind === 'record') checkShared(node.fields, `${path}.`);
    else if (node.plain === true)
      throw new ModelError(
        `${path}: it is an array, which a local may be; allowed: table(n, { field: leaf, … })`,
      );
    else checkShared(node.row.fields, `${path}[].`);
  }
}

/** Throws ModelError for a parameter that is no leaf, or says what it starts with. */
export function checkParameters(fn: string, parameters: Shape): void {
  for (const [name, node] of Object.entries(parameters)) {
    if (node.kind !== 'leaf' || node.startsAt !== undefined)
      throw new ModelError(
        `${fn}: parameter ${name}: it ${node.kind === 'leaf' ? 'has a value to start with' : `is a ${node.kind}`}, and is given by the call; allowed: a leaf such as pointer('page')`,
      );
  }
}

/** Throws ModelError for a local that others would have to know of: a lock, one row a thread. */
export function checkLocals(fn: string, locals: Shape): void {
  const visit = (node: Exclude<Node, Leaf<unknown>>, path: string): void => {
    const record = node.kind === 'table' ? node.row : node;
    const isShared = record.lock !== undefined || (node.kind === 'table' && node.rows === 'threads');
    if (isShared)
      throw new ModelError(
        `${fn}: local ${path}: it is for several threads; allowed: a leaf, record(…), array(…), table(…)`,
      );
    for (const [name, part] of Object.entries(record.fields))
      if (part.kind !== 'leaf') visit(part, `${path}.${name}`);
  };
  for (const [name, node] of Object.entries(locals)) if (node.kind !== 'leaf') visit(node, name);
}
