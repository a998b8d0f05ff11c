import { address } from './address.ts';
import { bool } from './bool.ts';
import { constant } from './constant.ts';
import { count } from './count.ts';
import type { Domain, DomainName } from './domain.ts';
import { oneOf } from './oneOf.ts';
import { pointer } from './pointer.ts';
import { range } from './range.ts';
import { rowSet } from './rowSet.ts';

/** What there is to know of each kind of leaf: one file a domain, and the compiler says when one is missing. */
export const domains = { bool, count, range, constant, oneOf, pointer, rowSet, address } as const satisfies {
  readonly [D in DomainName]: Domain<D>;
};

/** A leaf with its sizes decided. */
export type SizedLeaf = ReturnType<(typeof domains)[DomainName]['size']>;

/** The domain of a leaf, sized or as a schema has it; it is to be asked about that leaf only. */
export function domainOf(leaf: { readonly domain: DomainName }): Domain<DomainName, SizedLeaf> {
  return domains[leaf.domain];
}
