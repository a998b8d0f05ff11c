import { resolveSize } from '../../../model/language/index.ts';
import { js } from '../../code/js.ts';
import type { Domain, SizedOf } from './domain.ts';
import { bigint } from './itfValue.ts';
import { within, withinCode } from './within.ts';

export interface SizedCount extends SizedOf<'count'> {
  readonly max: number;
}

/** A whole number from 0 to max. */
export const count: Domain<'count', SizedCount> = {
  size: ({ max }, path, { sizes }) => ({
    kind: 'leaf',
    domain: 'count',
    max: resolveSize(max, sizes, path),
  }),
  sizesIn: ({ max }) => [max],
  values: ({ max }) => max + 1,
  encode: ({ max }, value) => within(value, max),
  decode: (_, code) => code,

  lookupCode: () => undefined,
  decodeCode: () => js`c`,
  encodeCode: ({ max }, refuse) => js`${withinCode(max)} ? v : ${refuse}`,

  show: (_, value) => String(value),
  describe: ({ max }) => `0..${max}`,
  itf: (_, value) => bigint(value as number),
  declaration: ({ max }, name, sizes) => `unsigned int ${name};  /* 0..${resolveSize(max, sizes, name)} */`,

  rowsNamed: () => [],
  moves: (_, before, after) => (Number(after) > Number(before) ? 'up' : 'down'),
};
