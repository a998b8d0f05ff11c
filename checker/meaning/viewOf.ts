import { comeAndGo } from '../../model/language/index.ts';
import type { Names } from '../program/body.ts';
import type { SizedLeaf, SizedRecord } from '../program/sizedSchema.ts';
import type { PlainRecord } from '../program/state.ts';
import type { ProgramThread } from '../program/thread.ts';
import { rowsOf } from './rows.ts';

/** A leaf of plain values: `values[key]` is where its value lies, and `path` how complaints and reports name it. */
export interface LeafOf {
  readonly leaf: SizedLeaf;
  readonly values: PlainRecord;
  readonly key: string;
  readonly path: string;
}

/** What reading and assigning a leaf does; without `set` there is nothing to assign to. */
export interface LeafAccess {
  get(): unknown;
  set?(value: unknown): void;
}

/** What a kind of view does where its user goes. */
export interface Looking {
  /** Makes what reading and assigning a leaf does. */
  readonly leaf: (of: LeafOf) => LeafAccess;
  /** Called before any touch of a field of a record, whose view and name are given. */
  readonly enter?: (record: SizedRecord, view: object, name: string, field: string) => void;
}

/**
 * A view of a record of plain values, made as far as somebody looks into it: a plain object with the record's fields, so
 * that whoever looks at it as a whole sees them all, and each part of it is one object however often it is asked for.
 */
export function recordView(record: SizedRecord, value: PlainRecord, name: string, looking: Looking): object {
  const view = {};
  const coming: string[] = [];
  for (const [field, node] of record.fields) {
    if (node.kind === 'table' && node.row.lifetime !== undefined) coming.push(field);
    const path = name === '' ? field : `${name}.${field}`;
    const enter = () => looking.enter?.(record, view, name, field);
    if (node.kind === 'leaf') {
      defineLeaf(view, field, looking.leaf({ leaf: node, values: value, key: field, path }), enter);
      continue;
    }
    const make =
      node.kind === 'record'
        ? () => recordView(node, value[field] as PlainRecord, path, looking)
        : () => rowViews(node.row, value[field] as PlainRecord[], path, looking);
    let inner: object | undefined;
    const get = () => {
      enter();
      inner ??= make();
      return inner;
    };
    Object.defineProperty(view, field, { get, enumerable: true });
  }
  if (coming.length > 0) {
    const get = () => coming.map((field) => (view as PlainRecord)[field]);
    Object.defineProperty(view, comeAndGo, { get });
  }
  return Object.freeze(view);
}

function rowViews(
  row: SizedRecord,
  rows: readonly PlainRecord[],
  name: string,
  looking: Looking,
): readonly object[] {
  const views = rows.map((value, i) => recordView(row, value, `${name}[${i}]`, looking));
  return Object.freeze(rowsOf(views, name));
}

/** What a label sees of its thread, whose locals have the given values; a local is called `<as>: <name>`. */
export function myView(
  { body, index, context, cpu, arguments: given }: ProgramThread,
  names: Names,
  values: PlainRecord,
  as: string,
  looking: Looking,
): object {
  const view = {};
  for (const [own, value] of Object.entries({ current: index, context, cpu }))
    Object.defineProperty(view, own, { value, enumerable: true });
  for (const [local, place] of names) {
    if (place.kind === 'argument') {
      Object.defineProperty(view, local, { get: () => given[place.name], enumerable: true });
      continue;
    }
    const { name, leaf } = body.slots[place.slot]!;
    const access = looking.leaf({ leaf, values, key: name, path: `${as}: ${name}` });
    defineLeaf(view, local, place.readOnly ? { get: access.get } : access, () => {});
  }
  return Object.freeze(view);
}

function defineLeaf(view: object, as: string, { get, set }: LeafAccess, enter: () => void): void {
  const read = () => {
    enter();
    return get();
  };
  const write = (value: unknown) => {
    enter();
    set?.(value);
  };
  Object.defineProperty(
    view,
    as,
    set === undefined ? { enumerable: true, get: read } : { enumerable: true, get: read, set: write },
  );
}
