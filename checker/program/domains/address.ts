import { ModelError } from '../../../model/language/index.ts';
import { type Code, js, literal } from '../../code/js.ts';
import type { Domain, SizedOf } from './domain.ts';
import { some } from './itfValue.ts';
import { rowsIn } from './rowsIn.ts';

export interface SizedAddress extends SizedOf<'address'> {
  /** All addresses but null, which has the code 0. */
  readonly values: readonly string[];
}

/** The address of one of several places, or null. */
export const address: Domain<'address', SizedAddress> = {
  size: ({ of }, path, bounds) => {
    const values = of.flatMap((place) => {
      const [before, field] = place.split('[]');
      if (field === undefined) return [place];
      return Array.from({ length: rowsIn(before!, path, bounds) }, (_, row) => `${before}[${row}]${field}`);
    });
    if (new Set(values).size !== values.length)
      throw new ModelError(
        `${path}: a place that it may be the address of is listed twice; allowed: each once`,
      );
    return { kind: 'leaf', domain: 'address', values };
  },
  sizesIn: () => [],
  values: ({ values }) => values.length + 1,
  encode: ({ values }, value) => {
    if (value === null) return 0;
    const index = values.indexOf(value as string);
    return index < 0 ? undefined : index + 1;
  },
  decode: ({ values }, code) => (code === 0 ? null : values[code - 1]),

  lookupCode: ({ values }) => literal(values),
  decodeCode: (_, lookup) => js`c === 0 ? null : ${lookup}[c - 1]`,
  encodeCode: ({ values }, refuse) =>
    js`v === null ? 0 : ${values.reduceRight<Code>(
      (otherwise, value, index) => js`v === ${literal(value)} ? ${index + 1} : ${otherwise}`,
      refuse,
    )}`,

  show: (_, value) => (value === null ? 'NULL' : String(value)),
  describe: ({ values }) => ['NULL', ...values].join(', '),
  itf: (_, value) => some(value === null ? undefined : String(value)),
  declaration: (_, name) => `void *${name};`,

  rowsNamed: (_, value) => rowOf(value),
  moves: (_, before, after) => (before === null ? 'up' : after === null ? 'down' : undefined),
};

function rowOf(value: unknown): string[] {
  const [row] = typeof value === 'string' ? (/^\w+\[\d+\]/.exec(value) ?? []) : [];
  return row === undefined ? [] : [row];
}
