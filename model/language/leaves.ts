import type { Address } from './address.ts';
import type { Ptr } from './pointer.ts';
import type { RowSet } from './rowSet.ts';
import type { Size } from './size.ts';

/** A bounded field. `T` is what a recipe reads and assigns. */
export type Leaf<T> = LeafDomain & {
  readonly kind: 'leaf';
  /** The kernel does not have it. */
  readonly ghost?: true;
  /** A field of a thread that is zero whenever the thread leaves its work. */
  readonly zeroAtExit?: true;
  /** A field of a thread that keeps handlers of the context from beginning on its CPU while it is not zero. */
  readonly masks?: 'softirq' | 'interrupt';
  /** The value that a local has when its function is entered, where that is not the first one. */
  readonly startsAt?: T;
  readonly '~value'?: T;
};

/** The values that a leaf may have; the first, mostly a zero, is where every leaf starts. */
export type LeafDomain =
  | { readonly domain: 'bool' }
  | { readonly domain: 'count'; readonly max: Size }
  | { readonly domain: 'range'; readonly min: number; readonly max: Size }
  | { readonly domain: 'constant'; readonly value: Size }
  | { readonly domain: 'oneOf'; readonly values: readonly string[] }
  | { readonly domain: 'pointer'; readonly to: string }
  | { readonly domain: 'rowSet'; readonly of: string }
  | { readonly domain: 'address'; readonly of: readonly string[] };

/** False or true. */
export const bool = (): Leaf<boolean> => ({ kind: 'leaf', domain: 'bool' });

/** A whole number from 0 to max, the bound included. */
export const count = (max: Size): Leaf<number> => ({ kind: 'leaf', domain: 'count', max });

/** A whole number from min to max, which may both be below zero. It starts at 0, or at `min` where that is above it. */
export const range = (min: number, max: Size): Leaf<number> => ({ kind: 'leaf', domain: 'range', min, max });

/**
 * A number that stays what it is, so that recipes and properties can read a size: `{ N: constant(size('cpus', 2)) }`. One
 * that is given as a number may be any whole one. Assigning another one is the violation 'domain'.
 */
export const constant = (value: Size): Leaf<number> => ({ kind: 'leaf', domain: 'constant', value });

/** One of the names given; the first is the start. */
export const oneOf = <const V extends readonly [string, ...string[]]>(...values: V): Leaf<V[number]> => ({
  kind: 'leaf',
  domain: 'oneOf',
  values,
});

/** A row of the named table, or null. */
export const pointer = <const T extends string>(to: T): Leaf<Ptr<T>> => ({
  kind: 'leaf',
  domain: 'pointer',
  to,
});

/** A set of rows of the named table, which then has at most 31 rows. */
export const rowSet = <const T extends string>(of: T): Leaf<RowSet<T>> => ({
  kind: 'leaf',
  domain: 'rowSet',
  of,
});

/**
 * The address of one of several places, or null. A place is a path through the state, `page[].lru` for that field of each
 * row of `page`, `pool[0].free` for that of one row, `zone.inactive_list` where no table is; a word that is no path of the
 * state, such as `LIST_POISON1`, is an address where nothing is. Its value is the text: `page[2].lru`.
 */
export const address = <const P extends string>(...places: readonly P[]): Leaf<Address<P> | null> => ({
  kind: 'leaf',
  domain: 'address',
  of: places,
});

/**
 * A local that has the value when its function is entered, at each call: `{ ret: startsAt(count(3), 1) }`. One that a call
 * binds to a local of the caller sets that one.
 */
export const startsAt = <T>(leaf: Leaf<T>, value: NoInfer<T>): Leaf<T> => ({ ...leaf, startsAt: value });

/**
 * A field of `tasks` that must be back at zero when its thread returns, or goes idle as an optional one: what it counts
 * is held by the thread. The other fields may keep what they have.
 */
export const zeroAtExit = <N extends Leaf<unknown>>(leaf: N): N => ({ ...leaf, zeroAtExit: true });

/**
 * A field of `tasks` that says that its thread has handlers of a context turned off: while it is not zero none begins on
 * the thread's CPU. What masks interrupts masks softirqs too.
 */
export const masks = <N extends Leaf<unknown>>(context: 'softirq' | 'interrupt', leaf: N): N => ({
  ...leaf,
  masks: context,
});
