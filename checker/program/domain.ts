import { type RowSet, rowsOf, Violation } from '../../model/language/index.ts';
import type { SizedLeaf } from './sizedSchema.ts';

/** The value that every leaf of this kind starts with; engines encode it as 0. */
export function zeroOf(leaf: SizedLeaf): unknown {
  switch (leaf.domain) {
    case 'bool':
      return false;
    case 'count':
    case 'rowSet':
      return 0;
    case 'oneOf':
      return leaf.values[0];
    case 'pointer':
      return null;
  }
}

/** How many values the leaf has. */
export function valuesOf(leaf: SizedLeaf): number {
  switch (leaf.domain) {
    case 'bool':
      return 2;
    case 'count':
      return leaf.max + 1;
    case 'oneOf':
      return leaf.values.length;
    case 'pointer':
      return leaf.rows + 1;
    case 'rowSet':
      return 2 ** leaf.rows;
  }
}

/** The number that stands for a value, from 0, or undefined where the value is outside the domain. */
export function encode(leaf: SizedLeaf, value: unknown): number | undefined {
  switch (leaf.domain) {
    case 'bool':
      return value === false ? 0 : value === true ? 1 : undefined;
    case 'count':
      return within(value, leaf.max);
    case 'rowSet':
      return within(value, 2 ** leaf.rows - 1);
    case 'oneOf': {
      const index = leaf.values.indexOf(value as string);
      return index < 0 ? undefined : index;
    }
    case 'pointer': {
      if (value === null) return 0;
      const row = within(value, leaf.rows - 1);
      return row === undefined ? undefined : row + 1;
    }
  }
}

/** The value that a number stands for. */
export function decode(leaf: SizedLeaf, code: number): unknown {
  switch (leaf.domain) {
    case 'bool':
      return code === 1;
    case 'count':
    case 'rowSet':
      return code;
    case 'oneOf':
      return leaf.values[code];
    case 'pointer':
      return code === 0 ? null : code - 1;
  }
}

/** The value as reports write it. */
export function show(leaf: SizedLeaf, value: unknown): string {
  if (leaf.domain === 'rowSet') return `{${rowsOf(value as RowSet<string>).join(', ')}}`;
  if (leaf.domain === 'pointer') return value === null ? 'NULL' : `${leaf.to}[${String(value)}]`;
  return String(value);
}

/** The violation of assigning what the leaf cannot hold; `path` names the field. */
export function outsideDomain(path: string, leaf: SizedLeaf, value: unknown): Violation {
  return new Violation('domain', `${path}: ${String(value)} is outside its domain ${describe(leaf)}`, {
    about: path,
  });
}

function describe(leaf: SizedLeaf): string {
  switch (leaf.domain) {
    case 'bool':
      return 'false, true';
    case 'count':
      return `0..${leaf.max}`;
    case 'oneOf':
      return leaf.values.join(', ');
    case 'pointer':
      return `NULL, ${leaf.to}[0..${leaf.rows - 1}]`;
    case 'rowSet':
      return `sets over ${leaf.of}[0..${leaf.rows - 1}]`;
  }
}

function within(value: unknown, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
    ? value
    : undefined;
}
