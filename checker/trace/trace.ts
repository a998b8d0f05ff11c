import type { Sizes } from '../../model/language/index.ts';
import type { CallSite } from '../program/body.ts';
import type { Field } from '../program/fields.ts';

/** A run of a program, from a state to start from to a failure or as far as somebody went: every output derives from it. */
export type Trace = TraceOf<Change, TraceFailure>;

/** A run, whose changes and whose failure are values or, in a document, texts. */
export interface TraceOf<C, F> {
  readonly version: 1;
  readonly scenario: string;
  readonly design: string;
  readonly sizes: Sizes;
  /** The name of the state it starts from. */
  readonly start: string;
  readonly threads: readonly TraceThread[];
  /** Threads that wait in the state it starts from. */
  readonly waiting: readonly Waiting[];
  readonly steps: readonly TraceStepOf<C>[];
  readonly failure?: F;
  /** The number of steps before the round that is gone through for ever: those behind them lead back to where it began. */
  readonly round?: number;
  /** Why the order of its steps is the one that the search came upon, and not the one with the fewest context switches. */
  readonly asFound?: string;
  /** The number of steps after which every continuation fails, 0 where every run from the start does. */
  readonly unavoidableAfter?: number;
  /** Why that was not determined. */
  readonly unavoidableUnknown?: string;
}

export interface TraceThread {
  readonly name: string;
  readonly fn: string;
  readonly context: string;
  /** Whether it need not begin. */
  readonly optional: boolean;
  /** The number of its CPU, where threads share CPUs. */
  readonly cpu?: number;
}

/** A label and the thread that stands there. */
export interface Position {
  /** Index among the trace's threads. */
  readonly thread: number;
  /** The label, 'outer.inner' inside a call; its function, and its name there. */
  readonly label: string;
  readonly fn: string;
  readonly line: string;
  /** The calls that lead from the thread's function to the label's. */
  readonly calls: readonly CallSite[];
}

/** One step of a trace, with what it changed. */
export type TraceStep = TraceStepOf<Change>;

export interface TraceStepOf<C> extends Position {
  /** Which of the thread's possible steps it is, from 0, and how many there were. */
  readonly choice: number;
  readonly choices: number;
  /** The row that was chosen, as `page[1]`. */
  readonly chosen?: string;
  readonly changes: readonly C[];
  /** Rows that come to life in it, as `page[1]`, and rows that go. */
  readonly allocates?: readonly string[];
  readonly frees?: readonly string[];
  /** Threads that wait from here on. */
  readonly waiting: readonly Waiting[];
}

/** A field that a step changed, and its values. */
export interface Change {
  readonly field: Field;
  readonly from: unknown;
  readonly to: unknown;
}

/** A thread that waits: the label it stands before has no step for it. */
export type Waiting = Position;

/** How a trace ends: the last step fails the check, or the state after it does. */
export interface TraceFailure {
  readonly check: string;
  readonly property?: string;
  readonly message: string;
  readonly inStep: boolean;
  /** The field or the row that it is about by its own words. */
  readonly about?: About;
  /** Whether it is the freeing of a row that must not be. */
  readonly frees?: boolean;
  /** What the failing step does to what the failure is about, or an earlier step where the state is wrong. */
  readonly access?: Access;
  /** Where a property is broken: what another thread wrote before that of what the property looked at. */
  readonly against?: Access;
}

/** The label, as `function.label`, whose step fails; undefined where it is a state that is wrong. */
export function failingLabel({
  steps,
  failure,
}: TraceOf<unknown, Pick<TraceFailure, 'inStep'>>): string | undefined {
  const last = failure?.inStep === true ? steps.at(-1) : undefined;
  return last === undefined ? undefined : `${last.fn}.${last.line}`;
}

/** A field, as `page[1].count`, or a row, and the path of the row; what lies in no row stands for itself. */
export interface About {
  readonly path: string;
  readonly row: string;
}

/** How a step touches a field, or frees a row. */
export interface Access extends About {
  readonly kind: (typeof accessKinds)[number];
  /** Which of the trace's steps it is, from 0. */
  readonly step: number;
}

export const accessKinds = ['read', 'write', 'read-write', 'free'] as const;
