import { allowedNames, ModelError } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';
import { bareListing, reachedFunctions } from './listing.ts';

/** A function as two designs have it; a side is missing where the design's threads never run it. */
export interface ListingPair {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * The functions that differ between two designs, in the order in which the later one first calls them, or the one that
 * is named. Throws ModelError for a name that neither design runs.
 */
export function differingListings(before: Program, after: Program, only?: string): ListingPair[] {
  const [old, fresh] = [reachedFunctions(before), reachedFunctions(after)];
  const names = [...new Set([...fresh, ...old])];
  if (only !== undefined && !names.includes(only)) {
    throw new ModelError(`diff: neither design runs a function '${only}'; ${allowedNames(only, names)}`);
  }
  return names
    .filter((name) => only === undefined || name === only)
    .map((name) => ({
      name,
      ...(old.includes(name) ? { before: bareListing(before, name) } : {}),
      ...(fresh.includes(name) ? { after: bareListing(after, name) } : {}),
    }))
    .filter((pair) => pair.before !== pair.after);
}
