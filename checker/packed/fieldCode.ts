import type { SizedLeaf } from '../program/sizedSchema.ts';
import type { Offset, PlacedLeaf } from './layout.ts';

/**
 * JavaScript for reading and writing one leaf in the words `W`. `word` and `shift` are expressions for where it lies;
 * `refuse` is one for what to call with a value that is outside the domain.
 */
export interface LeafPlace {
  readonly word: string;
  readonly shift: string;
  readonly mask: string;
}

/** The place of a leaf in a record that starts at word `w` and, if it is a unit, at bit `b`. */
export function leafPlace(
  { words, bits, width }: PlacedLeaf,
  unit: boolean,
  w: string,
  b: string,
): LeafPlace {
  return { word: plus(w, words), shift: unit ? plus(b, bits) : String(bits), mask: String(2 ** width - 1) };
}

/** The place of a child record in the same terms. */
export function childPlace(
  { words, bits }: Offset,
  unit: boolean,
  w: string,
  b: string,
): { w: string; b: string } {
  return { w: plus(w, words), b: unit ? plus(b, bits) : String(bits) };
}

/** An expression for the number that stands for the leaf's value. */
export function readCode({ word, shift, mask }: LeafPlace): string {
  return `(W[${word}] >>> ${parenthesised(shift)} & ${mask})`;
}

/** A statement that stores the number that `code` is an expression for. */
export function writeCode({ word, shift, mask }: LeafPlace, code: string): string {
  const at = parenthesised(shift);
  return `W[${word}] = W[${word}] & ~(${mask} << ${at}) | (${code}) << ${at};`;
}

/** An expression for the value that the number `c` stands for; `values` is one for the array of an enumeration's values. */
export function decodeCode(leaf: SizedLeaf, values: string): string {
  switch (leaf.domain) {
    case 'bool':
      return 'c === 1';
    case 'count':
    case 'rowSet':
      return 'c';
    case 'oneOf':
      return `${values}[c]`;
    case 'pointer':
      return 'c === 0 ? null : c - 1';
  }
}

/** An expression for the number that stands for the value `v`, or a call of `refuse` where there is none. */
export function encodeCode(leaf: SizedLeaf, refuse: string): string {
  const within = (max: number) => `(v >= 0 && v <= ${max} && (v | 0) === v)`;
  switch (leaf.domain) {
    case 'bool':
      return `v === true ? 1 : v === false ? 0 : ${refuse}`;
    case 'count':
      return `${within(leaf.max)} ? v : ${refuse}`;
    case 'rowSet':
      return `${within(2 ** leaf.rows - 1)} ? v : ${refuse}`;
    case 'oneOf':
      return `${leaf.values.map((value, i) => `v === ${JSON.stringify(value)} ? ${i} : `).join('')}${refuse}`;
    case 'pointer':
      return `v === null ? 0 : ${within(leaf.rows - 1)} ? v + 1 : ${refuse}`;
  }
}

function plus(expression: string, offset: number): string {
  if (offset === 0) return expression;
  return /^\d+$/.test(expression) ? String(Number(expression) + offset) : `${expression} + ${offset}`;
}

function parenthesised(expression: string): string {
  return /^[\w.$]+$/.test(expression) ? expression : `(${expression})`;
}
