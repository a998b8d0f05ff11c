import { type Failure, failingStep } from '../program/failure.ts';
import type { State } from '../program/state.ts';
import type { Explored } from './explored.ts';

/** When a search gives up; a limit that is left out does not apply. */
export interface Limits {
  readonly maxStates?: number | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  /** Bytes in the search's own tables. */
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
export type Stopped = 'violation' | 'states' | 'timeout' | 'memory' | 'interrupted';

/** What a search has seen. */
export interface Space {
  /**
   * One for each check or property that failed, the nearest first, else in the order found; nothing beyond a failure was
   * explored.
   */
  readonly findings: readonly Finding[];
  /** Undefined when all was explored. */
  readonly stopped: Stopped | undefined;
  readonly states: number;
  readonly transitions: number;
  /** The number of steps to the states farthest away. */
  readonly depth: number;
  readonly seconds: number;
  readonly bytes: number;
  /** The labels that no step fired, as `function.label`. */
  readonly silent: readonly string[];
  /** The names of the `sometimes` that a state witnessed. */
  readonly witnesses: readonly string[];
  /** Whether some run ends; missing where nobody has looked. */
  readonly ends?: boolean;
}

/** A space with its states, for what has to be asked of all of them. */
export interface ExploredSpace extends Space {
  readonly explored: Explored;
}
