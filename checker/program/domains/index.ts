import { address } from './address.ts';
import { bool } from './bool.ts';
import { constant } from './constant.ts';
import { count } from './count.ts';
import type { Domain, DomainName } from './domain.ts';
import { oneOf } from './oneOf.ts';
import { pointer } from './pointer.ts';
import { range } from './range.ts';
import { rowSet } from './rowSet.ts';
import { started } from './started.ts';

/** What there is to know of each kind of leaf: one file a domain, and the compiler says when one is missing. */
export const domains = { bool, count, range, constant, oneOf, pointer, rowSet, address } as const satisfies {
  readonly [D in DomainName]: Domain<D>;
};

/** A leaf with its sizes decided. */
export type SizedLeaf = ReturnType<(typeof domains)[DomainName]['size']>;

/** The domain of a leaf, sized or as a schema has it; it is to be asked about that leaf only. */
export function domainOf(leaf: {
  readonly domain: DomainName;
  readonly starts?: number;
}): Domain<DomainName, SizedLeaf> {
  const domain: Domain<DomainName, SizedLeaf> = domains[leaf.domain];
  return leaf.starts === undefined ? domain : startedAt(domain, leaf.domain, leaf.starts);
}

const known = new Map<string, Domain<DomainName, SizedLeaf>>();

function startedAt(domain: Domain<DomainName, SizedLeaf>, name: DomainName, starts: number) {
  const key = `${name} ${starts}`;
  const made = known.get(key) ?? started(domain, starts);
  known.set(key, made);
  return made;
}
