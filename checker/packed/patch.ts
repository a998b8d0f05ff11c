import type { LearnedOutcome } from '../meaning/learnedSteps.ts';
import type { Field } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { Bits, StateLayout } from './layout.ts';

/** Codes for some fields of a packed state, made ready once and put into many states. */
export class Patch {
  /** Of each word that changes, the bits that stay and those that are set. */
  readonly words: readonly { readonly word: number; readonly keeps: number; readonly code: number }[];

  /** Where a place comes twice, the later code is the one that stays. */
  constructor(codes: Iterable<readonly [place: Bits, code: number]>) {
    const words = new Map<number, { keeps: number; code: number }>();
    for (const [{ word, shift, mask }, code] of codes) {
      const known = words.get(word) ?? { keeps: ~0, code: 0 };
      const keeps = ~(mask << shift);
      words.set(word, { keeps: known.keeps & keeps, code: (known.code & keeps) | (code << shift) });
    }
    this.words = [...words].map(([word, how]) => ({ word, ...how }));
  }

  /** Copies the packed state at the offset to the beginning of `target`, with the codes in their places. */
  copy(states: Int32Array, offset: number, target: Int32Array): void {
    for (let i = 0; i < target.length; i++) target[i] = states[offset + i]!;
    for (const { word, keeps, code } of this.words) target[word] = (target[word]! & keeps) | code;
  }
}

/** What stores leave in a packed state. */
export const storesPatch = (
  { fields }: StateLayout,
  stores: Iterable<readonly [field: Field, code: number]>,
): Patch => new Patch([...stores].map(([{ number }, code]) => [fields[number]!, code] as const));

/** What a step that is taken leaves in a packed state, where no CPU is shared. */
export function stepPatch({ fields }: Program, layout: StateLayout, outcome: LearnedOutcome): Patch {
  const { thread, branch } = outcome.step;
  const { label, clears, begins } = branch.targets[outcome.way]!;
  const { labels, slots } = thread.body;
  const forgotten = label === labels.length ? slots : clears.map((slot) => slots[slot]!);
  const own = fields.filter(
    (field) => field.thread === thread.index && forgotten.some(({ name }) => name === field.keys[0]),
  );
  const begun = begins.flatMap(({ slot, code }) =>
    fields
      .filter((field) => field.thread === thread.index && slots[slot]!.name === field.keys[0])
      .map((field) => [field, code] as const),
  );
  const codes = [...outcome.writes, ...own.map((field) => [field, 0] as const), ...begun];
  return new Patch([
    ...codes.map(([{ number }, code]) => [layout.fields[number]!, code] as const),
    [layout.threads[thread.index]!.label, label],
  ]);
}
