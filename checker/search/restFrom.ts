import type { Compiled } from '../packed/compiled.ts';
import { Rest } from './rest.ts';
import { StateIndex } from './stateIndex.ts';
import { Succession } from './succession.ts';

/**
 * Whether some run from a state comes to where the thread rests, or to a failure; undefined where that was not found
 * within so many states.
 */
export function canRestFrom(
  compiled: Compiled,
  from: Int32Array,
  thread: number,
  maxStates: number,
): boolean | undefined {
  const rest = new Rest(compiled);
  const succession = new Succession(compiled);
  const { words, batch } = succession;
  const index = new StateIndex(words);
  const open = [index.add(from, 0)];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const at = state * words;
    if (!succession.of(index.states, at) || rest.of(thread, index.states, at, succession)) return true;
    for (let k = 0; k < succession.count; k++) {
      const known = index.size;
      const next = index.add(batch, k * words);
      if (next === known) open.push(next);
    }
    if (index.size > maxStates) return undefined;
  }
  return false;
}
