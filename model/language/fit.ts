import type { Line, Listing, returnLabel } from './listing.ts';

/** What a listing is before the compiler has looked whether its lines fit: it says what recipes are given. */
export type AnyLines<S, L> = { readonly [label: string]: Line<S, L> | object };

/**
 * The lines of a listing that fit the function as they are, and in place of another one the sentence that says why it
 * does not, which the compiler then shows. `B` is `never` while it asks what the recipes of an operation are given.
 */
export type Lines<B, S, L, Labels extends string> = [B] extends [never]
  ? Listing<S, L>
  : [Misfits<B, S, L, Labels>] extends [never]
    ? B
    : { readonly [K in keyof B]: FittingLine<B[K], S, L, Labels> };

/** The sentences that say which lines of a listing do not fit the function, and why. */
export type Misfits<B, S, L, Labels extends string> = {
  [K in keyof B]: FittingLine<B[K], S, L, Labels> extends infer Why extends string
    ? `${K & string}: ${Why}`
    : never;
}[keyof B];

/** The line, or the sentence that says why it does not fit. */
type FittingLine<Of, S, L, Labels extends string> =
  Of extends Line<S, L>
    ? Exclude<JumpOf<Of>, Labels | typeof returnLabel> extends infer Lost extends string
      ? [Lost] extends [never]
        ? Of
        : `it goes to '${Lost}', which is no label of the function`
      : Of
    : Misfit<Of, S, L>;

type JumpOf<Of> = Of extends { readonly '~goto'?: infer G } ? Exclude<G, undefined> : never;

type Misfit<Of, S, L> =
  NeedsOf<Of> extends readonly [infer NeededState, infer NeededMy]
    ? [keyof NeededState] extends [keyof S]
      ? [keyof NeededMy] extends [keyof L]
        ? `its recipe is written for fields of other types: ${Unlike<NeededState, S> | Unlike<NeededMy, L>}`
        : `its recipe needs '${Exclude<keyof NeededMy, keyof L> & string}', which is neither a parameter nor a local of the function`
      : `its recipe needs '${Exclude<keyof NeededState, keyof S> & string}', which is no field of the machine`
    : 'it is neither a recipe, an operation nor a call';

/** What a line asks of the state and of the thread's own variables. */
type NeedsOf<Of> = Of extends (state: infer S, my: infer L) => unknown
  ? readonly [S, L]
  : Of extends { readonly '~needs'?: (state: infer S, my: infer L) => void }
    ? readonly [S, L]
    : never;

/** The names of what is there in both and not the same. */
type Unlike<Needed, Given> = {
  [K in keyof Needed & keyof Given]: Given[K] extends Needed[K] ? never : `${K & string}`;
}[keyof Needed & keyof Given];
