import { describe } from './describe.ts';
import { type Extended, type Extension, extended, lacking } from './extension.ts';
import type { AnyLines, Lines } from './fit.ts';
import { checkArray, checkObject, checkText } from './given.ts';
import { isFieldName, keysOf, objectNames } from './keys.ts';
import type { AnyFn, Fn, Listing, MyOf } from './listing.ts';
import { checkFlow, checkVariables, isFn, linesOf } from './listing.ts';
import { allowedNames, ModelError } from './modelError.ts';
import type { Node, RecordNode, Shape, StateOf } from './schema.ts';
import { record } from './schema.ts';
import { noteSourceFile } from './sourceFile.ts';
import { checkLocals, checkParameters, checkShared } from './variables.ts';

/**
 * A typed, bounded state schema, and the way to write functions over it. `S` is the type of its state: `StateOf` the
 * schema, or an interface of that, which declarations and errors then name in place of spelling it out.
 */
export interface Machine<Sh extends Shape, S extends StateOf<Sh> = StateOf<Sh>> {
  /** The schema, as a record. */
  readonly root: RecordNode<Sh>;
  /** The checks that the machine's primitives make by themselves, for expectations to name. */
  readonly checks: readonly string[];
  /** The type of the state, for `typeof mm.state`; there is no value behind it. */
  readonly state: S;
  /**
   * Writes a kernel function: parameters, locals (left out where there are none), labels in order.
   * `source` is the kernel file and release it stands for.
   */
  fn<const Name extends string, P extends Shape, L extends Shape, const B extends AnyLines<S, MyOf<P, L>>>(
    name: Name,
    source: string,
    parameters: P,
    locals: L,
    listing: Lines<B, S, MyOf<P, L>, keyof B & string>,
  ): Fn<S, P, L, Name, keyof B & string>;
  /**
   * A larger machine: with more fields, in rows and records that are there too, or with all that another machine has.
   * The functions of this one run in it as they are. With `interface Wider extends Mm, StateOf<typeof more> {}`,
   * `mm.extend<typeof more, Wider>(more)` has functions whose types say `Wider`, as those of machine() do. Throws
   * ModelError where the two do not fit.
   */
  extend<const X extends Extension, W extends StateOf<Extended<Sh, X>> = StateOf<Extended<Sh, X>>>(
    by: X | Machine<X & Shape>,
    checks?: readonly string[],
  ): Machine<Extended<Sh, X>, W>;
  /**
   * The functions of smaller machines, by their names, typed for this one: so they can be patched with what this one has
   * more. Whatever else is among the values is left out. Throws ModelError for a function of a machine that this one
   * does not have in it.
   */
  take<F extends Readonly<Record<string, unknown>>>(from: F): Taken<F, S>;
}

/** Functions typed for a state that has more in it. */
export type Taken<F, S> = {
  readonly [K in keyof F as F[K] extends AnyFn ? K : never]: F[K] extends Fn<
    never,
    infer P,
    infer L,
    infer Name,
    infer Labels
  >
    ? Fn<S, P, L, Name, Labels>
    : never;
};

/** A machine with its types forgotten. */
export type AnyMachine = Pick<Machine<Shape>, 'root' | 'checks'>;

/**
 * Makes a machine of a schema. With `interface Mm extends StateOf<typeof shape> {}`, `machine<typeof shape, Mm>(shape)` has
 * functions whose types say `Mm`. Throws ModelError for a field whose name cannot be one, and for a pointer or a set that
 * names no table.
 */
export function machine<Sh extends Shape, S extends StateOf<Sh> = StateOf<Sh>>(
  shape: Sh,
  checks: readonly string[] = [],
): Machine<Sh, S> {
  checkObject('machine(): its schema', shape, '{ field: leaf, record or table, … }');
  checkArray('machine(): its checks', checks, 'the names of the checks that its primitives make');
  const tables = Object.keys(shape).filter((name) => shape[name]?.kind === 'table');
  checkFields(shape, '', tables);
  checkShared(shape);
  const root = record(shape);
  const fn: Machine<Sh, S>['fn'] = (name, source, parameters, locals, listing) => {
    checkText('machine.fn(): the name of a function', name, 'text');
    checkText(`${name}: its source`, source, 'the kernel file and release that it stands for');
    checkObject(`${name}: its parameters`, parameters, '{ name: leaf, … }');
    checkObject(`${name}: its locals`, locals, '{ name: leaf, … }');
    checkVariables(name, [...keysOf(parameters), ...keysOf(locals)]);
    checkFields(parameters, `${name}: parameter `, tables);
    checkFields(locals, `${name}: local `, tables);
    checkParameters(name, parameters);
    checkLocals(name, locals);
    const lines = linesOf(name, listing as Listing<never, never>);
    checkFlow(name, lines);
    return noteSourceFile({ kind: 'fn', name, source, root, parameters, locals, lines }, fn);
  };
  return {
    root,
    checks,
    get state(): never {
      throw new ModelError('machine.state: it is only a type; allowed: typeof machine.state');
    },
    fn,
    extend: (by: unknown, more: readonly string[] = []) => extend(shape, checks, by, more) as never,
    take: (from) => take(root, from),
  };
}

function extend(
  shape: Shape,
  checks: readonly string[],
  by: unknown,
  more: readonly string[],
): Machine<Shape> {
  checkObject('extend(): what the machine is extended by', by, '{ field: leaf, … }, or a machine');
  checkArray('extend(): the checks', more, 'the names of the checks that its primitives make');
  const other = isMachine(by) ? by : { root: { fields: by as Extension }, checks: [] };
  const all = new Set([...checks, ...other.checks, ...more]);
  return machine(extended(shape, other.root.fields), [...all]);
}

const isMachine = (value: object): value is AnyMachine =>
  'root' in value && 'checks' in value && Array.isArray(value.checks);

function take<F extends Readonly<Record<string, unknown>>, S>(root: RecordNode, from: F): Taken<F, S> {
  checkObject('take(): where it takes functions from', from, 'functions by their names');
  const fns = Object.entries(from).filter((entry): entry is [string, AnyFn] => isFn(entry[1]));
  for (const [, fn] of fns) checkFits('take()', fn, root);
  return Object.fromEntries(fns) as Taken<F, S>;
}

/** Throws ModelError for a function of a machine that is not in the one that has the schema. */
export function checkFits(
  subject: string,
  { name, root }: Pick<AnyFn, 'name' | 'root'>,
  into: RecordNode,
): void {
  const path = root === into ? undefined : lacking(into.fields, root.fields);
  if (path === undefined) return;
  throw new ModelError(
    `${subject}: ${name} is written for another machine, whose '${path}' is not in this one; allowed: functions of this machine, and of those that it extends`,
  );
}

/** `of` says whose fields they are: each thread's own, those of a row, or neither. */
function checkFields(shape: Shape, prefix: string, tables: readonly string[], of?: 'threads' | 'rows'): void {
  checkObject(`${prefix.replace(/\W+$/, '') || 'machine()'}: its fields`, shape, '{ field: leaf, … }');
  for (const field of keysOf(shape)) {
    if (!isFieldName(field)) {
      throw new ModelError(
        `${prefix}${field}: it cannot be the name of a field; allowed: identifiers other than ${objectNames.join(', ')}`,
      );
    }
    checkTarget(shape[field]!, prefix + field, tables, of);
  }
}

function checkTarget(node: Node, path: string, tables: readonly string[], of?: 'threads' | 'rows'): void {
  if (!nodes.includes((node as Node | undefined)?.kind as never)) {
    throw new ModelError(
      `${path}: it is ${describe(node)}; allowed: a leaf such as count(3) or pointer('page'), a record, a table`,
    );
  }
  if (node.kind !== 'leaf') {
    if (node.kind === 'table' && node.lifetime !== undefined && /\W/.test(path))
      throw new ModelError(
        `${path}: its rows come and go, and no pointer finds them inside of another field; allowed: a field of the machine itself`,
      );
    if (node.kind === 'record') checkFields(node.fields, `${path}.`, tables, of);
    else
      checkFields(
        node.row.fields,
        `${path}[].`,
        tables,
        of ?? (node.rows === 'threads' ? 'threads' : 'rows'),
      );
    return;
  }
  if (node.zeroAtExit && of !== 'threads')
    throw new ModelError(
      `${path}: it is to be zero when its thread ends, and belongs to none; allowed: zeroAtExit(…) in tasks({ … })`,
    );
  if (node.masks !== undefined && of !== 'threads')
    throw new ModelError(
      `${path}: it is to turn handlers off on the CPU of its thread, and belongs to none; allowed: masks('interrupt', …) in tasks({ … })`,
    );
  if (node.masks !== undefined && node.masks !== 'interrupt' && node.masks !== 'softirq')
    throw new ModelError(
      `${path}: it turns ${describe(node.masks)} off, which is no context of handlers; allowed: interrupt, softirq`,
    );
  if (node.domain === 'oneOf' && (node.values.length === 0 || node.values.some((v) => typeof v !== 'string')))
    throw new ModelError(
      `${path}: oneOf(${node.values.map(describe).join(', ')}); allowed: one or more names`,
    );
  if (node.domain === 'address') checkPlaces(node.of, path, tables);
  const to = node.domain === 'pointer' ? node.to : node.domain === 'rowSet' ? node.of : undefined;
  if (node.domain === 'pointer' || node.domain === 'rowSet')
    checkText(`${path}: the table that it points into`, to, 'the name of a table');
  if (to !== undefined && to !== 'task' && !tables.includes(to)) {
    throw new ModelError(`${path}: it points into '${to}', which is no table; ${allowedNames(to, tables)}`);
  }
}

/** An address names a table where it has rows; a place with a row of its own is one of a table with that many. */
function checkPlaces(places: readonly string[], path: string, tables: readonly string[]): void {
  for (const place of places) {
    checkText(`${path}: what it may be the address of`, place, "a place such as 'page[].lru'");
    const [, table] = /^([^[\].]*)\[/.exec(place) ?? [];
    if (table !== undefined && table !== 'task' && !tables.includes(table))
      throw new ModelError(
        `${path}: it may be the address of '${place}', and '${table}' is no table; ${allowedNames(table, tables)}`,
      );
  }
}

const nodes: readonly Node['kind'][] = ['leaf', 'record', 'table'];
