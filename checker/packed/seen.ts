import type { LockPair } from '../program/locks.ts';
import type { LockUse } from '../program/lockUses.ts';
import type { Program } from '../program/program.ts';

/** A pair of locks as it was first seen: in which step, and from which state. */
export interface SeenPair extends LockPair {
  readonly state: number;
  readonly step: number;
}

/** A use of a lock as it was first seen. */
export interface SeenUse extends LockUse {
  readonly state: number;
  readonly step: number;
}

/** What one search remembers beside its states. */
export interface Seen {
  /** A byte a step of the program: the ways in which it has been taken. */
  readonly fired: Uint8Array;
  /** How often a step has been taken in a way that was new. */
  news: number;
  /** The names of the `sometimes` that a state has witnessed. */
  readonly witnessed: Set<string>;
  /** The labels, as `function.label`, at which a run could not go on for a bound of the model. */
  readonly reached: Set<string>;
  /** The pairs of locks that steps took, each once, by `pairKey`. */
  readonly pairs: Map<number, SeenPair>;
  /** How locks were used, where there are handlers, each use once. */
  readonly uses: Map<string, SeenUse>;
}

/** The memory of a search that has seen nothing. */
export function nothingSeen({ steps }: Program): Seen {
  return {
    fired: new Uint8Array(steps.length),
    news: 0,
    witnessed: new Set(),
    reached: new Set(),
    pairs: new Map(),
    uses: new Map(),
  };
}
