import { alternativesOf, type PatchedFns } from '../../model/language/index.ts';
import { type At, placeOf, stacksIn } from './oraclePlaces.ts';
import { waysBehind } from './oracleWays.ts';

/** What there is to know of a machine to follow its lines. */
interface Lines {
  readonly fns: PatchedFns;
  placeBehind(stack: readonly At[], target?: string): string;
}

/** Whether a function, by its lines and those of what it calls, never returns and can always come back to its first. */
export function isLoop(machine: Lines, fn: string): boolean {
  const stacks = stacksIn(machine.fns, fn);
  const targets = new Map(
    stacks.map((stack): [string, string[]] => {
      const { fn, at } = stack.at(-1)!;
      const { line } = machine.fns.get(fn)!.lines[at]!;
      const alternatives = line.kind === 'call' ? [] : alternativesOf(line);
      const behind = alternatives.flatMap(({ next }) =>
        waysBehind(machine, stack, next).map(({ place }) => place),
      );
      return [placeOf(stack), behind];
    }),
  );
  const reach = (from: string, seen: Set<string>): Set<string> => {
    for (const to of targets.get(from) ?? []) if (!seen.has(to)) reach(to, seen.add(to));
    return seen;
  };
  const first = placeOf(stacks[0]!);
  return [...targets.keys()].every((at) => {
    const seen = reach(at, new Set());
    return seen.has(first) && !seen.has('');
  });
}
