import { type Code, js, literal } from '../code/js.ts';
import type { SizedLeaf } from '../program/sizedSchema.ts';
import type { Bits, Offset, PlacedLeaf } from './layout.ts';

/**
 * JavaScript for reading and writing one leaf in the words `W`. `word` and `shift` are expressions for where it lies;
 * `refuse` is one for what to call with a value that is outside the domain.
 */
export interface LeafPlace {
  readonly word: Code;
  readonly shift: Code;
  readonly mask: Code;
}

/** The place of a leaf in a record that starts at word `w` and, if it is a unit, at bit `b`. */
export function leafPlace({ words, bits, width }: PlacedLeaf, unit: boolean, w: Code, b: Code): LeafPlace {
  return { word: plus(w, words), shift: unit ? plus(b, bits) : js`${bits}`, mask: js`${2 ** width - 1}` };
}

/** The place of bits that are known. */
export function knownPlace({ word, shift, mask }: Bits): LeafPlace {
  return { word: js`${word}`, shift: js`${shift}`, mask: js`${mask}` };
}

/** The place of a child record in the same terms. */
export function childPlace({ words, bits }: Offset, unit: boolean, w: Code, b: Code): { w: Code; b: Code } {
  return { w: plus(w, words), b: unit ? plus(b, bits) : js`${bits}` };
}

/** An expression for the number that stands for the leaf's value. */
export function readCode({ word, shift, mask }: LeafPlace): Code {
  return js`(W[${word}] >>> ${parenthesised(shift)} & ${mask})`;
}

/** A statement that stores the number that `code` is an expression for. */
export function writeCode({ word, shift, mask }: LeafPlace, code: Code): Code {
  const at = parenthesised(shift);
  return js`W[${word}] = W[${word}] & ~(${mask} << ${at}) | (${code}) << ${at};`;
}

/** An expression for the value that the number `c` stands for; `values` is one for the array of an enumeration's values. */
export function decodeCode(leaf: SizedLeaf, values: Code): Code {
  switch (leaf.domain) {
    case 'bool':
      return js`c === 1`;
    case 'count':
    case 'rowSet':
      return js`c`;
    case 'oneOf':
      return js`${values}[c]`;
    case 'pointer':
      return js`c === 0 ? null : c - 1`;
  }
}

/** An expression for the number that stands for the value `v`, or a call of `refuse` where there is none. */
export function encodeCode(leaf: SizedLeaf, refuse: Code): Code {
  const within = (max: number) => js`(v >= 0 && v <= ${max} && (v | 0) === v)`;
  switch (leaf.domain) {
    case 'bool':
      return js`v === true ? 1 : v === false ? 0 : ${refuse}`;
    case 'count':
      return js`${within(leaf.max)} ? v : ${refuse}`;
    case 'rowSet':
      return js`${within(2 ** leaf.rows - 1)} ? v : ${refuse}`;
    case 'oneOf':
      return leaf.values.reduceRight(
        (rest, value, i) => js`v === ${literal(value)} ? ${i} : ${rest}`,
        refuse,
      );
    case 'pointer':
      return js`v === null ? 0 : ${within(leaf.rows - 1)} ? v + 1 : ${refuse}`;
  }
}

function plus(expression: Code, offset: number): Code {
  if (offset === 0) return expression;
  return /^\d+$/.test(expression) ? js`${Number(expression) + offset}` : js`${expression} + ${offset}`;
}

function parenthesised(expression: Code): Code {
  return /^[\w.$]+$/.test(expression) ? expression : js`(${expression})`;
}
