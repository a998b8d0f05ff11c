import type { LeafDomain, Size, Sizes } from '../../../model/language/index.ts';
import type { Code } from '../../code/js.ts';
import type { ItfValue } from './itfValue.ts';

export type DomainName = LeafDomain['domain'];

/** A leaf as a schema has it. */
type WrittenLeaf<D extends DomainName> = Extract<LeafDomain, { readonly domain: D }>;

/** A leaf with its sizes decided: plain data, as a hash of machines is made over it. */
export interface SizedOf<D extends DomainName> {
  readonly kind: 'leaf';
  readonly domain: D;
  /** The kernel does not have it. */
  readonly ghost?: true;
  readonly zeroAtExit?: true;
  readonly masks?: 'softirq' | 'interrupt';
  /** The code, by the domain itself, of the value that it starts with where that is not the first one. */
  readonly starts?: number;
}

/** What decides the sizes of a leaf: the rows of each table, and the sizes in force. */
export interface Sizing {
  readonly tables: ReadonlyMap<string, number>;
  readonly sizes: Sizes;
}

/** Everything that anybody must know of a kind of leaf, of which `L` is the sized one. */
export type Domain<D extends DomainName, L extends SizedOf<D> = SizedOf<D>> = Facts<WrittenLeaf<D>, L>;

/**
 * What there is to know of leaves written as `W` and sized as `L`. Engines store a value as a number, its code, and
 * every leaf starts with the value whose code is 0.
 */
interface Facts<W extends LeafDomain, L> {
  /** Decides the sizes of a leaf at `path`; throws ModelError where that is not possible. */
  size(leaf: W, path: string, bounds: Sizing): L;
  /** The sizes that it is written with. */
  sizesIn(leaf: W): readonly Size[];
  /** How many values it has: its codes are below that. */
  values(leaf: L): number;
  /** The code of a value, or undefined where the value is outside the domain. */
  encode(leaf: L, value: unknown): number | undefined;
  /** The value that has a code. */
  decode(leaf: L, code: number): unknown;

  /** A literal for an array that decodeCode looks values up in, if it does: declared once, beside the code. */
  lookupCode(leaf: L): Code | undefined;
  /** An expression for the value that has the code `c`; `lookup` is one for the array of lookupCode. */
  decodeCode(leaf: L, lookup: Code): Code;
  /** An expression for the code of the value `v`, or `refuse` where `v` is outside the domain. */
  encodeCode(leaf: L, refuse: Code): Code;

  /** A value as reports write it. */
  show(leaf: L, value: unknown): string;
  /** All values, for saying what is allowed. */
  describe(leaf: L): string;
  /** A value in a trace in ITF. */
  itf(leaf: L, value: unknown): ItfValue;
  /** The declaration of a variable in C, or in what is closest to it. */
  declaration(leaf: W, name: string, sizes: Sizes): string;

  /** The rows that a value names, as reports write them: `anon_vma[0]`. */
  rowsNamed(leaf: L, value: unknown): readonly string[];
  /** Whether going from one value to another takes something (a lock, a count, a row), gives it up, or neither. */
  moves(leaf: L, before: unknown, after: unknown): 'up' | 'down' | undefined;
}
