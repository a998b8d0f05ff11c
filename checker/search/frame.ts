import type { Access, GhostWrite } from '../meaning/accesses.ts';
import type { Contended } from '../meaning/labelAccesses.ts';
import type { Patch } from '../packed/patch.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Field } from '../program/fields.ts';
import { forms } from '../program/forms.ts';
import { NumberSet } from './numberSet.ts';
import { Touching } from './touching.ts';

/** One way to take a label of a thread: the accesses that it makes. */
export interface Execution {
  readonly number: number;
  readonly thread: number;
  readonly label: FlatLabel;
  readonly accesses: readonly Access[];
  /** What it writes that no hardware stores, and what it looks at that no hardware loads. */
  readonly ghosts: readonly GhostWrite[];
  readonly ghostsRead: ReadonlySet<Field>;
}

/** A thread at a label with its locals: what it does there hangs on what it finds alone. */
export interface Frame {
  /** Its place among the frames of its thread. */
  readonly number: number;
  readonly thread: number;
  readonly label: FlatLabel;
  /** The executions that it was seen to be about to make, and those of other threads that could come first. */
  readonly own: Set<Execution>;
  readonly others: Set<Execution>;
  /** The numbers of the locks that the thread held whenever it stood here. */
  held: readonly number[];
  /** What other threads look at that find it is not what they wait for. */
  readonly waiting: Set<Execution>;
  /**
   * The numbers of the offers to threads, its own among them, of which all that matters is noted here; and of those to
   * others where it is half done.
   */
  readonly met: NumberSet;
  readonly metHalf: NumberSet;
  /** By execution, behind how many of its accesses others can see that it is half done. */
  readonly exposed: Map<Execution, readonly number[]>;
  /** What is stored by then where that is not looked at yet. */
  readonly fresh: Map<Execution, readonly Patch[]>;
}

/** A frame of which nothing is known. */
export const emptyFrame = (number: number, thread: number, label: FlatLabel): Frame => ({
  number,
  thread,
  label,
  own: new Set(),
  others: new Set(),
  held: [],
  waiting: new Set(),
  met: new NumberSet(),
  metHalf: new NumberSet(),
  exposed: new Map(),
  fresh: new Map(),
});

/** For each execution of a frame its contended accesses. */
export function contendedIn({ own, others }: Frame): Contended[][] {
  const against = new Touching(others);
  return [...own].map(({ accesses }) =>
    accesses.flatMap((access) => {
      const labels = against.labelsAt(access);
      return labels.length === 0 ? [] : [{ access, against: labels }];
    }),
  );
}

/**
 * Behind how many accesses an execution of a label has written what those who look see, or, if it may be blocked, others
 * change what it looks at, while it still has something to do that the ones elsewhere could meet. Where the thread is
 * `preempted` by a rule, whatever it has written may be what lets it be.
 */
export function exposedIn(
  { label, accesses, ghosts }: Execution,
  looking: Touching,
  elsewhere: Touching,
  preempted: boolean,
): number[] {
  const mayBlock = forms[label.form].waits !== 'never' && !label.branches.some((one) => one.otherwise);
  const isBlocked = mayBlock && accesses.some((access) => looking.meets(access));
  return [0, ...accesses.map((_, i) => i + 1)].filter((count) => {
    const done = accesses.slice(0, count);
    const last = done.at(-1);
    const hasWritten = ghosts.some(({ behind }) => behind <= count) || done.some(({ writes }) => writes);
    const isSeen =
      (last?.writes === true && looking.meets(last)) ||
      ghosts.some(({ field, behind }) => behind === count && looking.sees(field));
    const isBehind = isSeen || (isBlocked && count > 0) || (preempted && hasWritten);
    return isBehind && accesses.slice(count).some((later) => elsewhere.meets(later));
  });
}
