import type { Program } from '../program/program.ts';
import { codeAt, type StateLayout } from './layout.ts';

/** Whether all threads of the state at the offset have ended, but for optional ones that have not begun. */
export function allSettled(
  { threads }: Program,
  layout: StateLayout,
  states: Int32Array,
  offset: number,
): boolean {
  return threads.every(({ body, optional }, i) => {
    const label = codeAt(states, layout.threads[i]!.label, offset);
    return label === body.labels.length || (optional && label === 0);
  });
}
