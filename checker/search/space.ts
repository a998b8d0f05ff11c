import type { LabelAccesses } from '../meaning/labelAccesses.ts';
import { type Failure, failingStep } from '../program/failure.ts';
import type { State } from '../program/state.ts';
import type { Explored } from './explored.ts';

/** When a search gives up; a limit that is left out does not apply, but for that of memory. */
export interface Limits {
  /** So many states are explored to the end; it gives up where there are more. */
  readonly maxStates?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  /** Seconds within which every recipe, guard and property must have answered, or it counts as one that never does; 5 if left out. */
  readonly step?: number | undefined;
  /**
   * Bytes in the search's own tables, a table that grows and its copy together. Left out, three quarters of what the
   * process may have.
   */
  readonly maxMemory?: number | undefined;
}

/** How far a search has come. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** States known but not yet expanded. */
  readonly frontier: number;
  readonly seconds: number;
}

/** A failure, and the states on a shortest way to it, ending where it happens or where the failing step starts. */
export interface Finding {
  readonly failure: Failure;
  readonly states: readonly State[];
  /** The thread of each step between these, where it is known: several may lead from one state to the next. */
  readonly threads?: readonly number[];
}

/** How many steps there are on the way to a failure, one that fails among them. */
export function stepsTo({ failure, states }: Finding): number {
  return states.length - (failingStep(failure) === undefined ? 1 : 0);
}

/** Why a search ended before everything was explored. */
export type Stopped = 'violation' | 'states' | 'timeout' | 'memory' | 'interrupted' | 'error';

/** What a search has seen. */
export interface Space {
  /**
   * One for each check or property that failed, the nearest first, else in the order found; nothing beyond a failure was
   * explored.
   */
  readonly findings: readonly Finding[];
  /** Undefined when all was explored. */
  readonly stopped: Stopped | undefined;
  /** The step, property or initial state that had not come to its end where the search was stopped in the middle of it. */
  readonly unfinished?: string;
  readonly states: number;
  /** How many more states were come to that are beyond the bounds that the program states. */
  readonly beyond: number;
  readonly transitions: number;
  /** The number of steps to the states farthest away. */
  readonly depth: number;
  readonly seconds: number;
  readonly bytes: number;
  /** A byte a step of the program: the `ways` in which it was taken. */
  readonly fired: Uint8Array;
  /** The labels, as `function.label`, at which a run could not go on for a bound of the model. */
  readonly reached: readonly string[];
  /** The names of the `sometimes` that a state witnessed. */
  readonly witnesses: readonly string[];
  /** Whether some run ends; missing where nobody has looked. */
  readonly ends?: boolean;
  /** What the labels access in the states that were explored; missing where nobody asked. */
  readonly accesses?: readonly LabelAccesses[];
}

/** A space with its states, for what has to be asked of all of them. */
export interface ExploredSpace extends Space {
  readonly explored: Explored;
  /** When the search began, as performance.now() tells it: what is asked of the states counts as part of it. */
  readonly started: number;
}

/** A property that is asked of every state what the ones to start from decide: nothing that it looks at ever changes. */
export interface Unmoved {
  readonly name: string;
  /** What it looks at, `anon_vma[].refcount` for all rows; empty where it looks at nothing. */
  readonly reads: readonly string[];
}

/** What the explored states make use of. */
export interface Movement {
  readonly unmoved: readonly Unmoved[];
  /** Of each table that has rows that no state uses, how many are used. */
  readonly rowsUsed: Readonly<Record<string, number>>;
}
