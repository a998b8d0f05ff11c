import { ModelError } from '../../../model/language/index.ts';
import { type Code, js, literal } from '../../code/js.ts';
import type { Domain, SizedOf } from './domain.ts';

export interface SizedOneOf extends SizedOf<'oneOf'> {
  readonly values: readonly string[];
}

/** One of several names. */
export const oneOf: Domain<'oneOf', SizedOneOf> = {
  size: ({ values }, path) => {
    if (new Set(values).size !== values.length)
      throw new ModelError(`${path}: a value of its enumeration is listed twice; allowed: each once`);
    return { kind: 'leaf', domain: 'oneOf', values };
  },
  sizesIn: () => [],
  values: ({ values }) => values.length,
  encode: ({ values }, value) => {
    const index = values.indexOf(value as string);
    return index < 0 ? undefined : index;
  },
  decode: ({ values }, code) => values[code],

  lookupCode: ({ values }) => literal(values),
  decodeCode: (_, lookup) => js`${lookup}[c]`,
  encodeCode: ({ values }, refuse) =>
    values.reduceRight<Code>(
      (otherwise, value, code) => js`v === ${literal(value)} ? ${code} : ${otherwise}`,
      refuse,
    ),

  show: (_, value) => String(value),
  describe: ({ values }) => values.join(', '),
  itf: (_, value) => String(value),
  declaration: ({ values }, name) => `enum { ${values.join(', ')} } ${name};`,

  rowsNamed: () => [],
  moves: () => undefined,
};
