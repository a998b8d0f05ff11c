import type { Compiled } from '../packed/compiled.ts';
import { type Failure, nameOfFailure } from '../program/failure.ts';
import { canRest } from './canRest.ts';
import type { Stuck } from './restGraph.ts';
import type { SearchOptions } from './searchOptions.ts';
import type { ExploredSpace, Finding, Space } from './space.ts';
import { byCause, stuckFailure } from './stuckFailure.ts';

/**
 * A space in which it is known whether threads get stuck: the nearest such failure of each check is among its findings.
 * One that was not explored to the end stays as it is.
 */
export async function withStuck(
  compiled: Compiled,
  space: ExploredSpace,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
): Promise<Space> {
  if (space.stopped !== undefined) return space;
  const { stuck, ends, stopped } = await canRest(compiled, space, options);
  const findings = [...space.findings];
  const { failures, bounds } = failuresOf(compiled, space, stuck);
  for (const finding of failures) {
    const name = nameOfFailure(finding.failure);
    if (!findings.some(({ failure }) => nameOfFailure(failure) === name)) findings.push(finding);
  }
  return { ...space, findings, ends, stopped, reached: [...new Set([...space.reached, ...bounds])] };
}

/** What fails where threads are stuck, and the bounds of the model that are the reason elsewhere. */
function failuresOf(
  compiled: Compiled,
  { explored }: ExploredSpace,
  stuck: readonly Stuck[],
): { readonly failures: readonly Finding[]; readonly bounds: readonly string[] } {
  const bounds: string[] = [];
  const found: { state: number; failure: Failure }[] = [];
  for (const { thread, state } of stuck) {
    const failure = stuckFailure(compiled, explored.wordsOf(state), thread);
    if ('check' in failure) found.push({ state, failure });
    else bounds.push(...failure);
  }
  const failures = found
    .sort((a, b) => byCause(a.failure, b.failure) || a.state - b.state)
    .map(({ state, failure }) => ({ failure, states: explored.pathTo(state) }));
  return { failures, bounds };
}
