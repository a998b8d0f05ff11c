import type { LearnedOutcome } from '../meaning/learnedSteps.ts';
import type { Bits, StateLayout } from '../packed/layout.ts';
import type { Field } from '../program/fields.ts';
import type { Program } from '../program/program.ts';

/** A packed state with other codes in some of its fields. */
export function written(
  { fields }: StateLayout,
  state: Int32Array,
  writes: readonly (readonly [field: Field, code: number])[],
): Int32Array {
  const next = state.slice();
  for (const [{ number }, code] of writes) put(next, fields[number]!, code);
  return next;
}

/** The packed state behind a step that is taken there, where no CPU is shared. */
export function behind(
  { fields }: Program,
  layout: StateLayout,
  state: Int32Array,
  outcome: LearnedOutcome,
): Int32Array {
  const { thread, branch } = outcome.step;
  const { label, clears } = branch.targets[outcome.way];
  const next = written(layout, state, outcome.writes);
  put(next, layout.threads[thread.index]!.label, label);
  const { labels, slots } = thread.body;
  const forgotten = label === labels.length ? slots : clears.map((slot) => slots[slot]!);
  for (const field of fields)
    if (field.thread === thread.index && forgotten.some(({ name }) => name === field.keys[0]))
      put(next, layout.fields[field.number]!, 0);
  return next;
}

function put(state: Int32Array, { word, shift, mask }: Bits, code: number): void {
  state[word] = (state[word]! & ~(mask << shift)) | (code << shift);
}
