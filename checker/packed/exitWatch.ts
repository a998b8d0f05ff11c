import { owedBy } from '../program/locks.ts';
import type { Program } from '../program/program.ts';
import { codeAt, type StateLayout } from './layout.ts';
import type { LockWatch } from './lockWatch.ts';

/** Sees in packed states whether a thread may leave its work: where it may `checkExit` finds nothing, and else something. */
export function makeExitWatch(
  { fields, locks, threads }: Program,
  layout: StateLayout,
  watch: LockWatch,
): (words: Int32Array, thread: number) => boolean {
  const own = threads.map(({ index }) => owedBy(fields, index).map(({ number }) => layout.fields[number]!));
  return (words, thread) => {
    for (let lock = 0; lock < locks.length; lock++) if (watch.holds(lock, thread, words, 0)) return false;
    for (const bits of own[thread]!) if (codeAt(words, bits) !== 0) return false;
    return true;
  };
}
