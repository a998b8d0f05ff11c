/** Under this a state keeps the tables whose rows come and go. All copies of this file have the same key. */
export const comeAndGo = Symbol.for('mmcheck.comeAndGo');

/** Rows of a table that come and go, as a recipe sees them. */
export type ComingRows = readonly object[];

/**
 * The tables of a state whose rows come and go, in the order of the schema: for a primitive that is about the rows of all
 * of them, whichever the machine has.
 */
export function tablesThatComeAndGo(state: object): readonly ComingRows[] {
  return (state as { readonly [comeAndGo]?: readonly ComingRows[] })[comeAndGo] ?? [];
}
