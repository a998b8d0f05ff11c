import type { Change, CheckResult, Program, Trace } from '../../checker/index.ts';
import type { TraceFailure, TraceOf } from '../../checker/trace/trace.ts';

/** A result as data that a thread can post to another one, which has built the same program itself. */
export interface PostedResult extends Omit<CheckResult, 'program' | 'trace' | 'also'> {
  readonly trace: PostedTrace | undefined;
  readonly also: readonly (Omit<CheckResult['also'][number], 'trace'> & { readonly trace: PostedTrace })[];
}

/** A trace whose changes name their fields by their numbers: a field has functions, which cannot be posted. */
type PostedTrace = TraceOf<Omit<Change, 'field'> & { readonly field: number }, TraceFailure>;

/** What to post of a result. */
export function postedResult({ program: _, trace, also, ...plain }: CheckResult): PostedResult {
  return {
    ...plain,
    trace: trace === undefined ? undefined : postedTrace(trace),
    also: also.map((told) => ({ ...told, trace: postedTrace(told.trace) })),
  };
}

/** The result that was posted, of a program that is the same as the one that was checked. */
export function receivedResult({ trace, also, ...plain }: PostedResult, program: Program): CheckResult {
  return {
    ...plain,
    program,
    ...(trace === undefined ? {} : { trace: receivedTrace(trace, program) }),
    also: also.map((told) => ({ ...told, trace: receivedTrace(told.trace, program) })),
  };
}

function postedTrace(trace: Trace): PostedTrace {
  const steps = trace.steps.map((step) => ({
    ...step,
    changes: step.changes.map((change) => ({ ...change, field: change.field.number })),
  }));
  return { ...trace, steps };
}

function receivedTrace(trace: PostedTrace, { fields }: Program): Trace {
  const steps = trace.steps.map((step) => ({
    ...step,
    changes: step.changes.map((change) => ({ ...change, field: fields[change.field]! })),
  }));
  return { ...trace, steps };
}
