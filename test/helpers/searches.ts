import { compile, generate } from '../../checker/packed/compile.ts';
import type { Compiled } from '../../checker/packed/compiled.ts';
import { LearnedWays } from '../../checker/packed/learnedWays.ts';
import type { Program } from '../../checker/program/program.ts';
import { breadthFirst } from '../../checker/search/breadthFirst.ts';
import type { SearchOptions } from '../../checker/search/searchOptions.ts';
import type { Sought } from '../../checker/search/sought.ts';
import type { Space } from '../../checker/search/space.ts';
import { type Found, naiveSearch } from './naiveSearch.ts';

/** Explores a program on the packed engine. */
export async function explore(program: Program, options?: SearchOptions): Promise<Space> {
  const { explored: _, started: __, ...space } = await breadthFirst(compile(program), options);
  return space;
}

/** A search that must find what every other one finds; it may give up, by a RangeError, at more than `maxStates` states. */
export interface OtherSearch {
  readonly name: string;
  readonly run: (program: Program, sought: Sought, maxStates: number) => Found | Promise<Found>;
}

/** The searches that every agreement test runs beside the one that users run. */
export const otherSearches: readonly OtherSearch[] = [
  {
    name: 'on code that was posted',
    run: async (program, sought) => {
      const { explored: _, started: __, ...space } = await breadthFirst(posted(program), { sought });
      return withoutCost(space);
    },
  },
  {
    name: 'that runs each step each time',
    run: async (program, sought) => {
      const compiled = compile(program);
      const ways = new LearnedWays(program, compiled.generated.layout);
      const { explored: _, started: __, ...space } = await breadthFirst({ ...compiled, ways }, { sought });
      return withoutCost(space);
    },
  },
  { name: 'on the reference engine', run: naiveSearch },
];

/** What a search finds, without what it cost. */
export function withoutCost({ seconds: _, bytes: __, ...found }: Space): Found {
  return found;
}

/** A program compiled from what another thread has generated for it. */
function posted(program: Program): Compiled {
  return compile(program, structuredClone(generate(program)));
}
