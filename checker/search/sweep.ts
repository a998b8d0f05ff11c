import type { SearchOptions } from './searchOptions.ts';
import type { ExploredSpace, Stopped } from './space.ts';

/** How long a sweep runs before it looks at signals and reports progress. */
const sliceMs = 40;

/** How many states a sweep looks at between two looks at the clock: some take long. */
const stretch = 16;

const none: ReadonlySet<number> = new Set();

/**
 * Visits every explored state, in no order, or `all` that are known, with those beyond the stated bounds: its words lie in `slots` from the offset. Undefined when it has visited
 * them all; a limit of time counts from the beginning of the search that found them.
 */
export async function sweep(
  { explored, states, transitions, depth, started }: ExploredSpace,
  { limits = {}, onProgress }: Pick<SearchOptions, 'limits' | 'onProgress'>,
  visit: (slots: Int32Array, offset: number, number: number) => void,
  from: 'explored' | 'all' = 'explored',
): Promise<Stopped | undefined> {
  const skipped: ReadonlySet<number> = from === 'all' ? none : explored.beyond;
  const { words, slots } = explored;
  const skips = skipped.size > 0;
  let visited = 0;
  const cut = (): Stopped | undefined => {
    const seconds = (performance.now() - started) / 1000;
    const frontier = explored.size - visited;
    if (onProgress?.({ states, transitions, depth, frontier, seconds }) === true) return 'interrupted';
    return seconds >= (limits.timeout ?? Number.POSITIVE_INFINITY) ? 'timeout' : undefined;
  };
  let stopped = cut();
  let deadline = performance.now() + sliceMs;
  for (let at = 0; at < slots.length && stopped === undefined; at += words + 1) {
    const number = slots[at + words]!;
    if (number === 0 || (skips && skipped.has(number))) continue;
    visit(slots, at, number);
    if (++visited % stretch !== 0 || performance.now() < deadline) continue;
    await new Promise((resume) => setImmediate(resume));
    stopped = cut();
    deadline = performance.now() + sliceMs;
  }
  return stopped;
}
