import type { Compiled } from '../packed/compiled.ts';
import { type Bits, codeAt } from '../packed/layout.ts';
import { forms } from '../program/forms.ts';
import type { ProgramThread } from '../program/thread.ts';

/** How many goals are told apart: as many as an integer has bits for. */
const mostGoals = 31;

/** Labels at which something is reached that a thread must be able to come to. */
interface Goal {
  readonly bit: number;
  readonly label: Bits;
  /** By the index of the label, and 1 for the end behind the last one. */
  readonly reachedAt: Uint8Array;
}

/**
 * What every state must lead to for all threads to come to rest, as bits that say nothing but where threads are: that all
 * who have to end have ended; for each thread that need not begin, that it rests; for each without an end, that it stands
 * before its first label, and that it stands elsewhere: with both it comes round again and again.
 */
export class RestGoals {
  /** All bits. */
  readonly all: number;
  readonly #goals: readonly Goal[];

  constructor({ program, generated: { layout } }: Compiled) {
    const goals: Goal[] = [];
    let bits = 0;
    const add = ({ index, body }: ProgramThread, bit: number, isReached: (label: number) => boolean) => {
      const reachedAt = Uint8Array.from({ length: body.labels.length + 1 }, (_, at) =>
        at === body.labels.length || isReached(at) ? 1 : 0,
      );
      goals.push({ bit: 1 << (bit % mostGoals), label: layout.threads[index]!.label, reachedAt });
      bits = Math.max(bits, bit + 1);
    };
    for (const thread of program.threads)
      if (!thread.optional && !thread.forever) add(thread, 0, () => false);
    for (const thread of program.threads) {
      if (thread.optional || thread.forever) add(thread, bits, (label) => label === 0);
      if (!thread.forever) continue;
      const [first] = thread.body.labels;
      const { index } = thread;
      const hasCpu = layout.threads[index]!.cpu === undefined && program.gates[index] === undefined;
      const always = forms[first!.form].waits === 'never' && hasCpu;
      if (!always) add(thread, bits, (label) => label !== 0);
    }
    this.#goals = goals;
    this.all = goals.reduce((all, { bit }) => all | bit, 0);
  }

  /** The bits that are reached in the state at the offset: one that several goals share only where all of them are. */
  in(states: Int32Array, offset: number): number {
    let missing = 0;
    for (const { bit, label, reachedAt } of this.#goals)
      if (reachedAt[codeAt(states, label, offset)] === 0) missing |= bit;
    return this.all & ~missing;
  }
}
