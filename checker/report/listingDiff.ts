import { allowedNames, doTheSame, ModelError, type PatchedFns } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';
import { bareListing, reachedFunctions } from './listing.ts';
import { statementOf } from './statement.ts';

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
    .map((name) => {
      const both = old.includes(name) && fresh.includes(name);
      const remarks = both ? remarksOn(name, before.fns, after.fns) : { before: new Map(), after: new Map() };
      return {
        name,
        ...(old.includes(name) ? { before: bareListing(before, name, remarks.before) } : {}),
        ...(fresh.includes(name) ? { after: bareListing(after, name, remarks.after) } : {}),
      };
    })
    .filter((pair) => pair.before !== pair.after);
}

type Remarks = ReadonlyMap<string, string>;

/** What to say of labels that read the same in both designs and do something else: the patches that they are of. */
function remarksOn(name: string, old: PatchedFns, fresh: PatchedFns): { before: Remarks; after: Remarks } {
  const [before, after] = [new Map<string, string>(), new Map<string, string>()];
  for (const line of fresh.get(name)!.lines) {
    const was = old.get(name)!.lines.find(({ label }) => label === line.label);
    if (was === undefined || doTheSame(was, line)) continue;
    if (statementOf(was, old).lines.join() !== statementOf(line, fresh).lines.join()) continue;
    if (was.patch !== undefined) before.set(line.label, was.patch);
    after.set(
      line.label,
      line.patch === was.patch ? 'another step of this name' : (line.patch ?? 'as it was'),
    );
  }
  return { before, after };
}
