import { js } from '../../code/js.ts';
import type { Domain, SizedOf } from './domain.ts';
import { bigint, some } from './itfValue.ts';
import { rowsIn } from './rowsIn.ts';
import { within, withinCode } from './within.ts';

export interface SizedPointer extends SizedOf<'pointer'> {
  readonly to: string;
  readonly rows: number;
}

/** A row of a table, or null. */
export const pointer: Domain<'pointer', SizedPointer> = {
  size: ({ to }, path, bounds) => ({ kind: 'leaf', domain: 'pointer', to, rows: rowsIn(to, path, bounds) }),
  sizesIn: () => [],
  values: ({ rows }) => rows + 1,
  encode: ({ rows }, value) => {
    if (value === null) return 0;
    const row = within(value, rows - 1);
    return row === undefined ? undefined : row + 1;
  },
  decode: (_, code) => (code === 0 ? null : code - 1),

  lookupCode: () => undefined,
  decodeCode: () => js`c === 0 ? null : c - 1`,
  encodeCode: ({ rows }, refuse) => js`v === null ? 0 : ${withinCode(rows - 1)} ? v + 1 : ${refuse}`,

  show: ({ to }, value) => (value === null ? 'NULL' : `${to}[${String(value)}]`),
  describe: ({ to, rows }) => `NULL, ${to}[0..${rows - 1}]`,
  itf: (_, value) => some(value === null ? undefined : bigint(value as number)),
  declaration: ({ to }, name) => `struct ${to} *${name};`,

  rowsNamed: ({ to }, value) => (value === null ? [] : [`${to}[${String(value)}]`]),
  // From one row to another is neither.
  moves: (_, before, after) => (before === null ? 'up' : after === null ? 'down' : undefined),
};
