import type { Compiled } from '../packed/compiled.ts';
import type { SearchOptions } from './breadthFirst.ts';
import { Contention } from './contention.ts';
import type { ExploredSpace, Space } from './space.ts';
import { sweep } from './sweep.ts';

/** A space of which it is known what its labels access; one that a limit has cut short, or cuts short now, is not asked. */
export async function withAccesses(
  compiled: Compiled,
  space: Space,
  explored: ExploredSpace,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
): Promise<Space> {
  if (space.stopped !== undefined && space.stopped !== 'violation') return space;
  const contention = new Contention(compiled);
  const stopped = await sweep(explored, options, (states, offset) => contention.visit(states, offset));
  return stopped === undefined
    ? { ...space, accesses: contention.labels() }
    : { ...space, stopped: space.stopped ?? stopped };
}
