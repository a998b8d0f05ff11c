import {
  type AnyPatch,
  designOf,
  type Expected,
  type InitialStates,
  initialOf,
  ModelError,
  type NamedDesign,
  type Scenario,
  violated,
} from '../../../model/language/index.ts';
import { known } from '../../program/known.ts';

/** The first patches of a series: what a tree is at one of its commits. */
export interface Prefix {
  /** How many patches of the series are applied. */
  readonly patches: number;
  /** The design with exactly these patches, or one called as git names it, `3.0~2`, where the scenario has none. */
  readonly design: NamedDesign;
  /** The last patch's; none without patches. */
  readonly subject?: string;
  /** What the scenario expects, where it has the prefix as a design. */
  readonly expected?: Expected;
}

/** The design with the longest series; of several the last. */
export function longestSeries({ designs }: Scenario): string {
  return Object.keys(designs).reduce((longest, name) =>
    designs[name]!.series.length >= designs[longest]!.series.length ? name : longest,
  );
}

/**
 * All prefixes of a design's series, from none of its patches, or from all those of the design `from`, to all. Throws
 * ModelError where the series of `from` is no beginning of it.
 */
export function prefixesOf(scenario: Scenario, design: string, from?: string): Prefix[] {
  const { series } = designOf(scenario, design);
  const first = from === undefined ? 0 : beginning(scenario, design, from);
  return Array.from({ length: series.length + 1 - first }, (_, i) => {
    const patches = first + i;
    const applied = series.slice(0, patches);
    const same = Object.entries(scenario.designs).filter(([, other]) => sameSeries(other.series, applied));
    const [name, named] = same.find(([other]) => other === design) ?? same[0] ?? [];
    const subject = applied.at(-1)?.subject;
    const initial = initialFor(scenario, applied, name);
    const prefix =
      name === undefined || named === undefined
        ? { name: `${design}~${series.length - patches}`, series: applied, expected: violated(), initial }
        : { ...named, name, initial };
    return { patches, design: prefix, ...known({ subject, expected: named?.expected }) };
  });
}

/** How many patches the design `from` has, all of which another one begins with. */
function beginning(scenario: Scenario, design: string, from: string): number {
  const { series } = designOf(scenario, design);
  const begins = (other: string) => {
    const own = designOf(scenario, other).series;
    return sameSeries(own, series.slice(0, own.length));
  };
  if (begins(from)) return designOf(scenario, from).series.length;
  const allowed = Object.keys(scenario.designs).filter(begins);
  throw new ModelError(
    `${scenario.name}: the series of ${design} does not begin with that of ${from}; allowed: ${allowed.join(', ')}`,
  );
}

/**
 * Where the scenario has the prefix as no design, it starts as the nearest design before it does: nobody has said that
 * a patch since then lays the data out in another way.
 */
function initialFor(
  scenario: Scenario,
  applied: readonly AnyPatch[],
  named: string | undefined,
): InitialStates<never> {
  if (named !== undefined) return initialOf(scenario, named);
  const before = Object.values(scenario.designs).filter(({ series }) =>
    sameSeries(series, applied.slice(0, series.length)),
  );
  const [nearest] = before.sort((a, b) => b.series.length - a.series.length);
  return nearest?.initial ?? scenario.initial;
}

function sameSeries(a: readonly AnyPatch[], b: readonly AnyPatch[]): boolean {
  return a.length === b.length && a.every((patch, i) => patch === b[i]);
}
