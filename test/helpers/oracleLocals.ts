import type { Node, PatchedFns, Shape } from '../../model/language/index.ts';
import type { Frame } from './oracleState.ts';
import { demand, type Fields, type Sized, startOf, withoutSign } from './oracleViews.ts';

/** Where a name of a call lives: in a call's own locals, in those of one outside of it, or among what was given. */
export interface Home {
  readonly fields: Fields;
  readonly name: string;
  readonly parameter: boolean;
}

/** Looks a name of the call at a depth up through the calls outside of it, as they bind it. */
export function homeOf(
  fns: PatchedFns,
  stack: readonly Frame[],
  given: Fields,
  depth: number,
  name: string,
): Home {
  const frame = stack[depth]!;
  if (Object.hasOwn(frame.locals, name)) return { fields: frame.locals, name, parameter: false };
  if (depth === 0) return { fields: given, name, parameter: true };
  const caller = stack[depth - 1]!;
  const { line } = fns.get(caller.fn)!.lines[caller.at]!;
  const bind = line.kind === 'call' ? line.bind : {};
  const found = homeOf(fns, stack, given, depth - 1, bind[name] ?? name);
  const isParameter = Object.hasOwn(fns.get(frame.fn)!.parameters, name);
  return { ...found, parameter: found.parameter || isParameter };
}

/** Locals with everything in them at the start. */
export const startLocals = (shape: Shape, sized: Sized): Fields =>
  Object.fromEntries(Object.entries(shape).map(([name, node]) => [name, startLocal(node, sized)]));

function startLocal(node: Node, sized: Sized): unknown {
  if (node.kind === 'leaf') return startOf(node, sized);
  if (node.kind === 'record') return startLocals(node.fields, sized);
  const rows = sized.numberOf(node.rows, 'a local');
  return Array.from({ length: rows }, () =>
    node.plain ? startLocal(node.row.fields.value!, sized) : startLocals(node.row.fields, sized),
  );
}

/** Sets what a bound local starts with, if it has values of its own to start with. */
export function beginBound({ fields, name }: Pick<Home, 'fields' | 'name'>, node: Node): void {
  if (node.kind === 'leaf') {
    if (node.startsAt !== undefined) fields[name] = node.startsAt;
    return;
  }
  const inner = fields[name] as Fields | undefined;
  for (const part of Object.keys(inner ?? {})) beginBound({ fields: inner!, name: part }, partOf(node, part));
}

function partOf(node: Exclude<Node, { kind: 'leaf' }>, name: string): Node {
  if (node.kind === 'record') return node.fields[name]!;
  return node.plain ? node.row.fields.value! : node.row;
}

/** A local as a recipe sees it. */
export function seenLocal(value: unknown, node: Node | undefined, sized: Sized): unknown {
  if (typeof value !== 'object' || value === null || node === undefined || node.kind === 'leaf') return value;
  return new Proxy(value as Fields, {
    get(of, key) {
      if (typeof key === 'symbol' || !Object.hasOwn(of, key) || key === 'length') return Reflect.get(of, key);
      return seenLocal(of[key], partOf(node, key), sized);
    },
    set(of, key, assigned) {
      const part = Object.hasOwn(of, key) ? partOf(node, String(key)) : undefined;
      if (part?.kind !== 'leaf') throw new TypeError(`${String(key)} cannot be assigned`);
      demand(part, assigned, sized);
      of[String(key)] = withoutSign(assigned);
      return true;
    },
  });
}
