import type { State } from '../program/state.ts';
import type { Trace } from './trace.ts';

/** What had to be done to fit a trace to a design that has other labels; `step` counts the trace's steps from 1. */
export type Adjustment =
  /** Labels that the design lacks, and those that it has in their place, which were run instead. */
  | {
      readonly kind: 'gone';
      readonly step: number;
      readonly thread: string;
      readonly labels: readonly string[];
      readonly instead: readonly string[];
    }
  /** Labels that only the design has, run before the trace's step. */
  | {
      readonly kind: 'new';
      readonly step: number;
      readonly thread: string;
      readonly labels: readonly string[];
    };

/** How a trace fares on a design. */
export type Fate =
  /** A check fails: the trace's own or another one, maybe before the trace's last step. */
  | { readonly kind: 'same' | 'other' }
  /** The trace's `step`, from 1, cannot be taken, or no longer does what it did: what stands at the label, and why. */
  | {
      readonly kind: 'stopped';
      readonly step: number;
      readonly thread: string;
      readonly label: string;
      readonly why: string;
    }
  /** All steps were taken, and no check failed. */
  | { readonly kind: 'passed'; readonly why: string };

/** A trace taken again on another design, or on its own. */
export interface Realigned {
  /** The steps as this design has them. */
  readonly trace: Trace;
  readonly adjustments: readonly Adjustment[];
  readonly fate: Fate;
  /** The state in which it ends, or in which the step begins that fails. */
  readonly state: State;
}
