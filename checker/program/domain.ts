import { describe, Violation } from '../../model/language/index.ts';
import { domainOf, type SizedLeaf } from './domains/index.ts';

/** The value that every leaf of this kind starts with; engines encode it as 0. */
export function zeroOf(leaf: SizedLeaf): unknown {
  return decode(leaf, 0);
}

/** How many values the leaf has. */
export function valuesOf(leaf: SizedLeaf): number {
  return domainOf(leaf).values(leaf);
}

/** The number that stands for a value, from 0, or undefined where the value is outside the domain. */
export function encode(leaf: SizedLeaf, value: unknown): number | undefined {
  return domainOf(leaf).encode(leaf, value);
}

/** The value that a number stands for. */
export function decode(leaf: SizedLeaf, code: number): unknown {
  return domainOf(leaf).decode(leaf, code);
}

/** The value as reports write it. */
export function show(leaf: SizedLeaf, value: unknown): string {
  return domainOf(leaf).show(leaf, value);
}

/** The violation of assigning what the leaf cannot hold; `path` names the field. */
export function outsideDomain(path: string, leaf: SizedLeaf, value: unknown): Violation {
  const allowed = domainOf(leaf).describe(leaf);
  return new Violation(
    'domain',
    `${path}: ${typeof value === 'string' ? value : describe(value)} is outside its domain ${allowed}`,
    {
      about: path,
    },
  );
}
