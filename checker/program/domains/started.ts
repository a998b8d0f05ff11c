import { js } from '../../code/js.ts';
import type { Domain, DomainName, SizedOf } from './domain.ts';

/** A domain of which another value is where leaves start: it and the first one have changed their codes. */
export function started<L extends SizedOf<DomainName>>(
  domain: Domain<DomainName, L>,
  starts: number,
): Domain<DomainName, L> {
  const swapped = (code: number): number => (code === 0 ? starts : code === starts ? 0 : code);
  return {
    ...domain,
    encode: (leaf, value) => {
      const code = domain.encode(leaf, value);
      return code === undefined ? undefined : swapped(code);
    },
    decode: (leaf, code) => domain.decode(leaf, swapped(code)),
    decodeCode: (leaf, lookup) =>
      js`(c => ${domain.decodeCode(leaf, lookup)})(c === 0 ? ${starts} : c === ${starts} ? 0 : c)`,
    encodeCode: (leaf, refuse) =>
      js`(e => e === 0 ? ${starts} : e === ${starts} ? 0 : e)(${domain.encodeCode(leaf, refuse)})`,
  };
}
