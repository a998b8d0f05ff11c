import { type Access, conflict } from '../meaning/accesses.ts';
import type { Contended } from '../meaning/labelAccesses.ts';
import type { FlatLabel } from '../program/body.ts';
import type { Field } from '../program/fields.ts';
import type { Patch } from './patch.ts';

/** One way to take a label of a thread: the accesses that it makes. */
export interface Execution {
  readonly number: number;
  readonly thread: number;
  readonly label: FlatLabel;
  readonly accesses: readonly Access[];
  /** What it writes that no hardware stores. */
  readonly ghosts: ReadonlyMap<Field, number>;
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
  /** What other threads look at that wait for what they find. */
  readonly waiting: Set<Execution>;
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
  exposed: new Map(),
  fresh: new Map(),
});

/** For each execution of a frame its contended accesses. */
export function contendedIn({ own, others }: Frame): Contended[][] {
  const against = [...others];
  const between = (access: Access) =>
    against.filter(({ accesses }) => accesses.some((other) => conflict(access, other)));
  return [...own].map(({ accesses }) =>
    accesses.flatMap((access) => {
      const labels = between(access).map(({ label }) => label.id);
      return labels.length === 0 ? [] : [{ access, against: [...new Set(labels)] }];
    }),
  );
}

/** Behind how many accesses an execution has stored what others see, while it still has something to do that they could meet. */
export function exposedIn(
  { others, waiting }: Frame,
  { accesses }: Execution,
  elsewhere: readonly Execution[],
): number[] {
  const meets = (access: Access, among: Iterable<Execution>) =>
    [...among].some((one) => one.accesses.some((other) => conflict(access, other)));
  return accesses.flatMap((access, i) => {
    const isSeen = access.writes && (meets(access, others) || meets(access, waiting));
    return isSeen && accesses.slice(i + 1).some((later) => meets(later, elsewhere)) ? [i + 1] : [];
  });
}
