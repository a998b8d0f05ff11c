import type { Compiled } from '../packed/compiled.ts';
import { nameOfFailure } from '../program/failure.ts';
import type { SearchOptions } from './breadthFirst.ts';
import { canRest } from './canRest.ts';
import type { Stuck } from './restGraph.ts';
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
  for (const finding of failuresOf(compiled, space, stuck)) {
    const name = nameOfFailure(finding.failure);
    if (!findings.some(({ failure }) => nameOfFailure(failure) === name)) findings.push(finding);
  }
  return { ...space, findings, ends, stopped };
}

function failuresOf(compiled: Compiled, { explored }: ExploredSpace, stuck: readonly Stuck[]): Finding[] {
  const found = stuck.map(({ thread, state }) => {
    const failure = stuckFailure(compiled, explored.wordsOf(state), thread);
    return { state, failure };
  });
  return found
    .sort((a, b) => byCause(a.failure, b.failure) || a.state - b.state)
    .map(({ state, failure }) => ({ failure, states: explored.pathTo(state) }));
}
