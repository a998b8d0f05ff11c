import type { Failure } from '../program/failure.ts';

/** What a state comes to. The record is the engine's own and changes with the next call. */
export interface Expansion {
  /** What is wrong with the state, or with it as an end; then it has no successors. */
  readonly wrong: Failure | undefined;
  /** The steps that fail. */
  readonly failed: readonly Failure[];
  /** Its successors: from which to before which state of the batch. */
  readonly from: number;
  readonly to: number;
}
