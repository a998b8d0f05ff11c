import { ModelError, type RowSet, rowsOf } from '../../../model/language/index.ts';
import { js } from '../../code/js.ts';
import type { Domain, SizedOf } from './domain.ts';
import { bigint } from './itfValue.ts';
import { rowsIn } from './rowsIn.ts';
import { within, withinCode } from './within.ts';

export interface SizedRowSet extends SizedOf<'rowSet'> {
  readonly of: string;
  readonly rows: number;
}

const members = (value: unknown) => rowsOf(value as RowSet<string>);

/** A set of rows of a table, which is a number with a bit for each. */
export const rowSet: Domain<'rowSet', SizedRowSet> = {
  size: ({ of }, path, bounds) => {
    const rows = rowsIn(of, path, bounds);
    if (rows > 31) throw new ModelError(`${path}: a set over ${rows} rows of '${of}'; allowed: at most 31`);
    return { kind: 'leaf', domain: 'rowSet', of, rows };
  },
  sizesIn: () => [],
  values: ({ rows }) => 2 ** rows,
  encode: ({ rows }, value) => within(value, 2 ** rows - 1),
  decode: (_, code) => code,

  lookupCode: () => undefined,
  decodeCode: () => js`c`,
  encodeCode: ({ rows }, refuse) => js`${withinCode(2 ** rows - 1)} ? v : ${refuse}`,

  show: (_, value) => `{${members(value).join(', ')}}`,
  describe: ({ of, rows }) => `sets over ${of}[0..${rows - 1}]`,
  itf: (_, value) => ({ '#set': members(value).map(bigint) }),
  declaration: ({ of }, name) => `set of ${of} ${name};`,

  rowsNamed: ({ of }, value) => members(value).map((row) => `${of}[${row}]`),
  moves: (_, before, after) => (Number(after) > Number(before) ? 'up' : 'down'),
};
