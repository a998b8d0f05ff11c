import { type Code, js } from '../code/js.ts';
import type { Bits } from './layout.ts';
import type { Offset, PlacedLeaf } from './recordLayout.ts';

/** Where one leaf lies in the words `W`: `word` and `shift` are expressions, `mask` has a bit for each of the leaf's. */
export interface LeafPlace {
  readonly word: Code;
  readonly shift: Code;
  readonly mask: Code;
}

/** The place of a leaf in a record that starts at word `w` and, if it is a unit, at bit `b`. */
export function leafPlace(
  { words, bits, width }: PlacedLeaf,
  unit: boolean,
  w: Code | number,
  b: Code | number,
): LeafPlace {
  const { w: word, b: shift } = childPlace({ words, bits }, unit, w, b);
  return { word, shift, mask: js`${2 ** width - 1}` };
}

/** The place of bits that are known. */
export function knownPlace({ word, shift, mask }: Bits): LeafPlace {
  return { word: js`${word}`, shift: js`${shift}`, mask: js`${mask}` };
}

/** The place of a child record in the same terms. */
export function childPlace(
  { words, bits }: Offset,
  unit: boolean,
  w: Code | number,
  b: Code | number,
): { w: Code; b: Code } {
  return { w: offsetBy(w, words), b: offsetBy(unit ? b : 0, bits) };
}

/** An expression for the number that stands for the leaf's value. */
export function readCode({ word, shift, mask }: LeafPlace): Code {
  return js`(W[${word}] >>> ${parenthesised(shift)} & ${mask})`;
}

/** A statement that stores the number that `code` is an expression for. */
export function writeCode({ word, shift, mask }: LeafPlace, code: Code | number): Code {
  const at = parenthesised(shift);
  return js`W[${word}] = W[${word}] & ~(${mask} << ${at}) | (${code}) << ${at};`;
}

function offsetBy(expression: Code | number, offset: number): Code {
  if (typeof expression === 'number') return js`${expression + offset}`;
  return offset === 0 ? expression : js`${expression} + ${offset}`;
}

function parenthesised(expression: Code): Code {
  return /^[\w.$#]+$/.test(expression) ? expression : js`(${expression})`;
}
