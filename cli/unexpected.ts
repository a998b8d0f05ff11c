import { isSought, soughtBy } from '../checker/search/sought.ts';
import { failingLabel, type TraceFailure, type TraceOf } from '../checker/trace/trace.ts';
import type { Expected } from '../model/language/index.ts';

type Ended = TraceOf<unknown, Pick<TraceFailure, 'check' | 'property' | 'inStep'>>;

/** Whether a trace ends in a failure that is another one than a design is expected to have, as its check would say. */
export function isUnexpected(trace: Ended, expected: Expected): boolean {
  if (trace.failure === undefined) return false;
  if (expected.verdict === 'holds') return true;
  return !isSought(soughtBy(expected), { ...trace.failure, at: failingLabel(trace) });
}
