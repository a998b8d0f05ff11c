import type { Recipe } from '../../model/language/index.ts';
import type { LearnedWays } from './learnedWays.ts';
import type { Views } from './views.ts';

/** What the generated code calls outside the usual: none of these is on the way of a plain step. */
export interface StepHooks {
  /** The step of that number threw, or its guard wrote. */
  failed(error: unknown, step: number): void;
  guardWrote(): never;
  /** A guard or a test has answered neither true nor false, or a switch none of its labels. */
  noAnswer(part: 'guard' | 'test', value: unknown): never;
  noAnswer(part: 'switch', value: unknown, labels: readonly string[]): never;
  /** A recipe has caught a violation. */
  caught(): never;
  /** A step is taken for the first time. */
  isNew(): void;
  /** An effect has returned an object or a function; throws where something in it is still to be done. */
  checkDone(value: unknown): void;
  /** The step has been taken by the thread, and changed who holds a lock. */
  locksMoved(thread: number, step: number): void;
  /** The step has been taken by the thread, and changed who holds a lock or who has handlers off. */
  usesMoved(thread: number, step: number): void;
  /** A thread is about to end, or stands before its first label again, where one that need not begin waits for work. */
  ended(thread: number): void;
  idles(thread: number): void;
  /** A step is about to be taken by the thread that may have made a row come or go in which a lock lies. */
  rowsMoved(thread: number): void;
  /** A step is about to be taken that has step properties to satisfy. */
  stepTaken(): void;
  /** Whether a thread that runs on a shared CPU may be replaced in the state that the words are. */
  mayBeReplaced(thread: number): boolean;
}

/** The generated code at work on some arrays. */
export interface Successors {
  /** Makes a stored state the current one. */
  load(source: Int32Array, offset: number): void;
  /**
   * Appends the successors of the current state to the batch, and returns how many the batch then has; `fired` has a
   * byte a step, for the ways in which it is taken.
   */
  expand(parent: number, fired: Uint8Array): number;
  /** Leaves only so many successors in the batch. */
  rewind(to: number): void;
  /** The thread whose steps are being taken, or were last. */
  thread(): number;
}

/**
 * Sets the generated code to work. `words` is the state being changed, `current` the one it came from, `batch` has
 * successors one after the other and `parents` the parent of each; `ends` says of each thread where its steps end there.
 * Steps that are `learned` are not run.
 */
export type StepMaker = (
  views: Views,
  words: Int32Array,
  current: Int32Array,
  batch: Int32Array,
  parents: Int32Array,
  ends: Int32Array,
  hooks: StepHooks,
  recipes: readonly Recipe[],
  made: { readonly count: number },
  learned: LearnedWays,
) => Successors;
