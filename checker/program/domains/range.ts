import { describe, ModelError, type Size } from '../../../model/language/index.ts';
import { js } from '../../code/js.ts';
import type { Domain, SizedOf } from './domain.ts';
import { bigint } from './itfValue.ts';
import { numberOf } from './numberOf.ts';

export interface SizedRange extends SizedOf<'range'> {
  readonly min: number;
  readonly max: number;
}

/** So many values at most: each state has room for one of them in a part of a word. */
const mostValues = 2 ** 20 + 1;

/** Where it starts: the codes from there to the last are the first ones, then come those below. */
const startOf = ({ min }: SizedRange): number => Math.max(0, min);

/** A whole number from min to max. */
export const range: Domain<'range', SizedRange> = {
  size: ({ min, max }, path, { sizes }) => {
    const most = numberOf(max, sizes, path);
    if (!Number.isInteger(min) || most < Math.max(min, 0) || most - min >= mostValues)
      throw new ModelError(
        `${path}: range(${describe(min)}, ${shown(max, most)}) is not possible; allowed: whole numbers in their order, the last of them 0 or more, up to ${mostValues} of them`,
      );
    return { kind: 'leaf', domain: 'range', min, max: most };
  },
  sizesIn: ({ max }) => [max],
  values: ({ min, max }) => max - min + 1,
  encode: (leaf, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < leaf.min || value > leaf.max)
      return undefined;
    const start = startOf(leaf);
    return value >= start ? value - start : leaf.max - value;
  },
  decode: (leaf, code) => {
    const start = startOf(leaf);
    return code <= leaf.max - start ? start + code : leaf.max - code;
  },

  lookupCode: () => undefined,
  decodeCode: (leaf) => {
    const start = startOf(leaf);
    if (leaf.min >= 0) return js`c + ${start}`;
    return js`c <= ${leaf.max - start} ? c + ${start} : ${leaf.max} - c`;
  },
  encodeCode: (leaf, refuse) => {
    const { min, max } = leaf;
    const start = startOf(leaf);
    const fits = js`(typeof v === 'number' && v >= ${min} && v <= ${max} && (v | 0) === v)`;
    return js`${fits} ? (v >= ${start} ? v - ${start} : ${max} - v) : ${refuse}`;
  },

  show: (_, value) => String(value),
  describe: ({ min, max }) => `${min}..${max}`,
  itf: (_, value) => bigint(value as number),
  declaration: ({ min, max }, name, sizes) => `int ${name};  /* ${min}..${numberOf(max, sizes, name)} */`,

  rowsNamed: () => [],
  moves: (_, before, after) => (Number(after) > Number(before) ? 'up' : 'down'),
};

const shown = (max: Size, value: number): string =>
  typeof max === 'object' && max !== null ? `${max.name} = ${value}` : describe(max);
