import { js, literal } from '../../code/js.ts';
import type { Domain, SizedOf } from './domain.ts';
import { bigint } from './itfValue.ts';
import { numberOf } from './numberOf.ts';

export interface SizedConstant extends SizedOf<'constant'> {
  readonly value: number;
}

/** One number, which a size decides. */
export const constant: Domain<'constant', SizedConstant> = {
  size: ({ value }, path, { sizes }) => ({
    kind: 'leaf',
    domain: 'constant',
    value: numberOf(value, sizes, path),
  }),
  sizesIn: ({ value }) => [value],
  values: () => 1,
  encode: ({ value }, given) => (given === value ? 0 : undefined),
  decode: ({ value }) => value,

  lookupCode: () => undefined,
  decodeCode: ({ value }) => literal(value),
  encodeCode: ({ value }, refuse) => js`v === ${literal(value)} ? 0 : ${refuse}`,

  show: (_, value) => String(value),
  describe: ({ value }) => `${value} alone`,
  itf: (_, value) => bigint(value as number),
  declaration: ({ value }, name, sizes) =>
    `const ${Number(value) < 0 ? 'int' : 'unsigned int'} ${name};  /* ${numberOf(value, sizes, name)} */`,

  rowsNamed: () => [],
  moves: () => undefined,
};
