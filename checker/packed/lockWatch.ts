import type { LockPair } from '../program/locks.ts';
import type { Program } from '../program/program.ts';
import { type Bits, codeAt, type StateLayout, wordMasks } from './layout.ts';
import type { Seen } from './seen.ts';

/** Where it lies who holds a lock. */
interface LockPlace {
  readonly owner: Bits;
  readonly readers: Bits | undefined;
}

/** Sees in packed states which locks a step takes while its thread holds others. */
export class LockWatch {
  /** The bits of each word that say who holds which lock; empty where there are not two locks to be ordered. */
  readonly masks: readonly number[];
  readonly #places: readonly LockPlace[];

  constructor({ locks }: Pick<Program, 'locks'>, layout: StateLayout) {
    this.#places = locks.map(({ owner, readers }) => ({
      owner: layout.fields[owner.number]!,
      readers: readers === undefined ? undefined : layout.fields[readers.number]!,
    }));
    const all = this.#places.flatMap(({ owner, readers }) =>
      readers === undefined ? owner : [owner, readers],
    );
    this.masks = locks.length < 2 ? [] : wordMasks(layout.words, all);
  }

  /** Takes note of the pairs that a step, by its number, makes between two states; `parent` is the number of the first. */
  note(
    { pairs }: Pick<Seen, 'pairs'>,
    parent: number,
    before: Int32Array,
    after: Int32Array,
    thread: number,
    step: number,
  ): void {
    for (const pair of this.#pairsTaken(before, after, thread)) {
      const key = pair.held * this.#places.length + pair.taken;
      if (!pairs.has(key)) pairs.set(key, { ...pair, state: parent, step });
    }
  }

  /** The pairs that a step of the thread makes between two states. */
  #pairsTaken(before: Int32Array, after: Int32Array, thread: number): LockPair[] {
    const pairs: LockPair[] = [];
    this.#places.forEach((lock, taken) => {
      if (!isHeld(lock, after, thread) || isHeld(lock, before, thread)) return;
      this.#places.forEach((other, held) => {
        if (isHeld(other, before, thread)) pairs.push({ held, taken });
      });
    });
    return pairs;
  }

  /** Whether a thread holds a lock, by its number, in the packed state at the offset. */
  holds(lock: number, thread: number, states: Int32Array, offset: number): boolean {
    return isHeld(this.#places[lock]!, states, thread, offset);
  }
}

/** An owner is NULL or a task, and the readers are a set of them: a bit each. */
function isHeld({ owner, readers }: LockPlace, words: Int32Array, thread: number, offset = 0): boolean {
  if (codeAt(words, owner, offset) === thread + 1) return true;
  return readers !== undefined && ((codeAt(words, readers, offset) >>> thread) & 1) === 1;
}
