import { describe } from './describe.ts';
import { checkObject } from './given.ts';
import { keysOf } from './keys.ts';
import type { Leaf } from './leaves.ts';
import { ModelError } from './modelError.ts';
import type { Node, RecordNode, Shape, TableNode } from './schema.ts';

/**
 * What a schema is extended by: new fields, and more fields for the rows of a table or for a record that is there, as
 * `{ anon_vma: { root: pointer('anon_vma') } }`. A whole schema may be given too, that of another machine; what both have
 * must be the same in both.
 */
export interface Extension {
  readonly [field: string]: Node | Shape;
}

type FieldsOf<X> = X extends TableNode<infer F> ? F : X extends RecordNode<infer F> ? F : X;

type Widened<N, X> =
  N extends TableNode<infer F>
    ? TableNode<Extended<F, FieldsOf<X>>>
    : N extends RecordNode<infer F>
      ? RecordNode<Extended<F, FieldsOf<X>>>
      : N;

/** A schema with an extension in it. */
export type Extended<Sh extends Shape, X> = {
  readonly [K in keyof Sh | keyof X]: K extends keyof Sh
    ? K extends keyof X
      ? Widened<Sh[K], X[K]>
      : Sh[K]
    : K extends keyof X
      ? X[K] extends Node
        ? X[K]
        : Leaf<never>
      : never;
};

/** The schema with an extension in it; throws ModelError where the two do not fit. */
export function extended(shape: Shape, extension: Extension, prefix = ''): Shape {
  const merged: Record<string, Node> = { ...shape };
  for (const field of keysOf(extension)) {
    const [path, more] = [prefix + field, extension[field]!];
    const known = Object.hasOwn(shape, field) ? shape[field] : undefined;
    if (known === undefined && !isNode(more)) {
      checkObject(path, more, 'a leaf, a record, a table');
      throw new ModelError(
        `${path}: fields are added to it, and it is not there; allowed: fields for a record or a table that is, or record({ … }), table(n, { … })`,
      );
    }
    merged[field] = known === undefined ? (more as Node) : merge(known, more, path);
  }
  return merged;
}

/** Why a schema does not have all of another one, as the path of what it lacks; undefined where it does. */
export function lacking(shape: Shape, wanted: Shape, prefix = ''): string | undefined {
  for (const field of keysOf(wanted)) {
    const path = prefix + field;
    const [own, theirs] = [Object.hasOwn(shape, field) ? shape[field] : undefined, wanted[field]!];
    if (own === undefined || unlike(own, theirs) !== undefined) return path;
    const inner = lacking(fieldsOf(own), fieldsOf(theirs), `${path}${theirs.kind === 'table' ? '[]' : ''}.`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function merge(known: Node, more: Node | Shape, path: string): Node {
  if (isNode(more)) {
    const why = unlike(known, more);
    if (why !== undefined)
      throw new ModelError(`${path}: ${why}; allowed: the same in both, or more fields for what is there`);
  } else if (known.kind === 'leaf') {
    throw new ModelError(`${path}: it is a leaf, to which fields are added; allowed: a record or a table`);
  }
  if (known.kind === 'leaf') return known;
  const fields = isNode(more) ? fieldsOf(more) : more;
  checkObject(path, fields, '{ field: leaf, … }');
  if (known.kind === 'record') return { ...known, fields: extended(known.fields, fields, `${path}.`) };
  const row = { ...known.row, fields: extended(known.row.fields, fields, `${path}[].`) };
  return { ...known, row };
}

/** How two nodes differ beside the fields that they have, in words. */
function unlike(one: Node, other: Node): string | undefined {
  const [what, whatElse] = [one, other].map(headOf);
  return what === whatElse ? undefined : `it is ${what}, and ${whatElse} in the extension`;
}

/** What a node is beside its fields, in words: equal for nodes that are the same so far. */
function headOf(node: Node): string {
  if (node.kind === 'leaf') return leafText(node);
  if (node.kind === 'record') return recordText(node);
  const { rows, row, lifetime } = node;
  const many = rows === 'threads' ? 'one a thread' : `${sizeText(rows)} rows`;
  const comes = lifetime === undefined ? '' : `, whose rows come and go (${lifetime.leakCheck})`;
  return `a table of ${many}${comes}${row.lock === undefined ? '' : `, each ${recordText(row)}`}`;
}

function recordText({ lock, word, ghost }: RecordNode): string {
  const parts = [word && 'one word', ghost && 'a ghost', lock && `a ${lock.name}`].filter(Boolean);
  return ['a record', ...parts].join(', ');
}

function leafText(leaf: Leaf<unknown>): string {
  const parts = Object.entries(leaf)
    .filter(([key]) => key !== 'kind' && key !== 'domain')
    .map(([key, value]) => `${key} ${key === 'max' ? sizeText(value as never) : [value].flat().map(String)}`);
  return [`a ${leaf.domain}`, ...parts.sort()].join(' ');
}

const sizeText = (size: number | { readonly name: string; readonly fallback: number }): string =>
  typeof size === 'object' && size !== null ? `${size.name}=${size.fallback}` : describe(size);

const fieldsOf = (node: Node): Shape =>
  node.kind === 'leaf' ? {} : node.kind === 'record' ? node.fields : node.row.fields;

/** Fields are nodes, whatever they are called; the kind of a node is a word. */
const isNode = (of: Node | Shape): of is Node =>
  typeof of === 'object' && of !== null && typeof (of as { kind?: unknown }).kind === 'string';
