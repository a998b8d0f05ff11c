import { js } from '../../code/js.ts';
import type { Domain } from './domain.ts';

/** False or true. */
export const bool: Domain<'bool'> = {
  size: () => ({ kind: 'leaf', domain: 'bool' }),
  sizesIn: () => [],
  values: () => 2,
  encode: (_, value) => (value === false ? 0 : value === true ? 1 : undefined),
  decode: (_, code) => code === 1,

  lookupCode: () => undefined,
  decodeCode: () => js`c === 1`,
  encodeCode: (_, refuse) => js`v === true ? 1 : v === false ? 0 : ${refuse}`,

  show: (_, value) => String(value),
  describe: () => 'false, true',
  itf: (_, value) => value === true,
  declaration: (_, name) => `bool ${name};`,

  rowsNamed: () => [],
  moves: (_, before) => (before === false ? 'up' : 'down'),
};
