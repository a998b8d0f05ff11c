import type { Program } from '../program/program.ts';
import { codeAt, type StateLayout } from './layout.ts';

/** The thread whose own part, label or slots, differs between the states at two offsets; undefined where nobody's does. */
export function changedThread(
  { threads }: StateLayout,
  states: Int32Array,
  one: number,
  other: number,
): number | undefined {
  const thread = threads.findIndex(({ own }) =>
    own.some(({ word, mask }) => ((states[one + word]! ^ states[other + word]!) & mask) !== 0),
  );
  return thread < 0 ? undefined : thread;
}

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
