import type { LabelAccesses } from '../meaning/labelAccesses.ts';
import type { Compiled } from '../packed/compiled.ts';
import { Contention } from './contention.ts';
import type { SearchOptions } from './searchOptions.ts';
import type { ExploredSpace, Space, Stopped } from './space.ts';
import { sweep } from './sweep.ts';

/** A space of which it is known what its labels access; one that a limit has cut short, or cuts short now, is not asked. */
export async function withAccesses(
  compiled: Compiled,
  space: Space,
  explored: ExploredSpace,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
): Promise<Space> {
  if (space.stopped !== undefined && space.stopped !== 'violation') return space;
  const { labels, stopped } = await labelAccesses(compiled, explored, options);
  return stopped === undefined
    ? { ...space, accesses: labels }
    : { ...space, stopped: space.stopped ?? stopped };
}

/** What the labels access in the explored states, as far as no limit cuts that short. */
export async function labelAccesses(
  compiled: Compiled,
  explored: ExploredSpace,
  options: Pick<SearchOptions, 'limits' | 'onProgress'>,
): Promise<{ readonly labels: readonly LabelAccesses[]; readonly stopped: Stopped | undefined }> {
  const contention = new Contention(compiled);
  let stopped = await sweep(explored, options, (states, offset) => contention.visit(states, offset));
  while (stopped === undefined && contention.exposes())
    stopped = await sweep(explored, options, (states, offset) => contention.revisit(states, offset));
  return { labels: contention.labels(), stopped };
}
