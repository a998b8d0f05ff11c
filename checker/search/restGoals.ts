import type { Compiled } from '../packed/compiled.ts';
import { type Bits, codeAt } from '../packed/layout.ts';
import { forms } from '../program/forms.ts';
import type { ProgramThread } from '../program/thread.ts';

/** The last of the bits that an integer has: all goals that have none of their own share it. */
const sharedBit = 30;

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
 * before its first label, and, where it may have to wait there, that it goes on from there. That one run comes to its
 * first label and another one to the next is not enough: it may get stuck at the first.
 */
export class RestGoals {
  /** All bits. */
  readonly all: number;
  readonly #goals: readonly Goal[];
  /** Those that a state reaches by a step: that a thread goes on from its first label. */
  readonly #onward: readonly Goal[];

  constructor({ program, generated: { layout } }: Compiled) {
    const goals: Goal[] = [];
    const onward: Goal[] = [];
    let bits = 0;
    const add = ({ index, body }: ProgramThread, bit: number, isReached: (label: number) => boolean) => {
      const reachedAt = Uint8Array.from({ length: body.labels.length + 1 }, (_, at) =>
        at === body.labels.length || isReached(at) ? 1 : 0,
      );
      const goal = { bit: 1 << Math.min(bit, sharedBit), label: layout.threads[index]!.label, reachedAt };
      goals.push(goal);
      bits = Math.max(bits, bit + 1);
      return goal;
    };
    for (const thread of program.threads)
      if (!thread.optional && !thread.forever) add(thread, 0, () => false);
    for (const thread of program.threads) {
      if (!thread.optional && !thread.forever) continue;
      const { index, body } = thread;
      const hasCpu = layout.threads[index]!.cpu === undefined && program.gates[index] === undefined;
      const mayWait = thread.forever && !(forms[body.labels[0]!.form].waits === 'never' && hasCpu);
      const goal = add(thread, bits, (label) => label === 0 && !mayWait);
      // Where a bit is shared, one goal reached by a step says nothing of the others.
      if (mayWait && bits <= sharedBit) onward.push(goal);
    }
    this.#goals = goals;
    this.#onward = onward;
    this.all = goals.reduce((all, { bit }) => all | bit, 0);
  }

  /** The bits that are reached in the state at the offset: one that several goals share only where all of them are. */
  in(states: Int32Array, offset: number): number {
    let missing = 0;
    for (const { bit, label, reachedAt } of this.#goals)
      if (reachedAt[codeAt(states, label, offset)] === 0) missing |= bit;
    return this.all & ~missing;
  }

  /** Whether some goals are reached by steps. */
  get byStep(): boolean {
    return this.#onward.length > 0;
  }

  /** The bits of the threads that stand before their first label and are to go on from there. */
  firstIn(states: Int32Array, offset: number): number {
    let first = 0;
    for (const { bit, label } of this.#onward) if (codeAt(states, label, offset) === 0) first |= bit;
    return first;
  }
}
