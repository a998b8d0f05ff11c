import type { Failure } from '../program/failure.ts';

/** What a state comes to. The record is the engine's own and changes with the next call. */
export interface Expansion {
  /** What is wrong with the state, or with it as an end; then it has no successors. */
  readonly wrong: Failure | undefined;
  /** Whether the state is beyond the bounds that the program states: nothing is asked of it, and it has no successors. */
  readonly beyond: boolean;
  /** The steps that fail. */
  readonly failed: readonly Failure[];
  /** Its successors: from which to before which state of the batch. */
  readonly from: number;
  readonly to: number;
}

/** Nothing looked at yet. */
export const noExpansion = () => ({
  wrong: undefined as Failure | undefined,
  beyond: false,
  failed: [] as Failure[],
  from: 0,
  to: 0,
});
