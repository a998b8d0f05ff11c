import type { LockPair } from '../program/locks.ts';
import type { Program } from '../program/program.ts';

/** A pair of locks as it was first seen: in which step, and from which state. */
export interface SeenPair extends LockPair {
  readonly state: number;
  readonly step: number;
}

/** What one search remembers beside its states. */
export interface Seen {
  /** A byte a step of the program, 1 where it has been taken. */
  readonly fired: Uint8Array;
  /** The names of the `sometimes` that a state has witnessed. */
  readonly witnessed: Set<string>;
  /** The labels, as `function.label`, at which a run could not go on for a bound of the model. */
  readonly reached: Set<string>;
  /** The pairs of locks that steps took, each once, by `pairKey`. */
  readonly pairs: Map<number, SeenPair>;
}

/** The memory of a search that has seen nothing. */
export function nothingSeen({ steps }: Program): Seen {
  return { fired: new Uint8Array(steps.length), witnessed: new Set(), reached: new Set(), pairs: new Map() };
}

/** The labels that no step has fired, as `function.label`, where the same line counts once for all calls of it. */
export function silentLabels({ bodies, steps }: Program, { fired }: Seen): string[] {
  const heard = new Set(steps.filter(({ number }) => fired[number] === 1).map(({ label }) => label.id));
  const all = new Set(bodies.flatMap(({ labels }) => labels.map(({ id }) => id)));
  return [...all].filter((id) => !heard.has(id));
}
