import { known } from '../program/known.ts';
import { type ChangeText, changeText } from './changes.ts';
import type { Access, Trace, TraceFailure, TraceOf } from './trace.ts';

/** A trace as it stands in files and documents: its changes are texts. The format is described in docs/traces.md. */
export type TraceDocument = TraceOf<ChangeText, FailureText>;

/** How such a trace ends. */
export interface FailureText extends Omit<TraceFailure, 'about' | 'frees' | 'access' | 'against'> {
  readonly access?: AccessText;
  readonly against?: AccessText;
}

/** An access whose row is not told apart. */
export type AccessText = Omit<Access, 'row'>;

/** The document of a trace. */
export function traceDocument(trace: Trace): TraceDocument {
  const { failure } = trace;
  const steps = trace.steps.map((step) => ({ ...step, changes: step.changes.map(changeText) }));
  return {
    ...trace,
    steps,
    ...known({ failure: failure === undefined ? undefined : failureText(failure) }),
  } as TraceDocument;
}

function failureText({ about: _, frees: __, access, against, ...failure }: TraceFailure): FailureText {
  return { ...failure, ...known({ access: accessText(access), against: accessText(against) }) };
}

function accessText(access: Access | undefined): AccessText | undefined {
  if (access === undefined) return undefined;
  const { row: _, ...text } = access;
  return text;
}
