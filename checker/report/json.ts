import type { CheckResult } from '../check.ts';
import { traceDocument } from '../trace/traceDocument.ts';
import type { Certificate } from './certificate.ts';

/** The version of the document below; it changes when a key changes its meaning or goes away. */
export const schemaVersion = 1;

/** All results as one JSON document, for scripts: `{ schemaVersion, results }`; each with its certificate, if given. */
export function jsonReport(
  results: readonly CheckResult[],
  certificates: readonly Certificate[] = [],
): string {
  const all = results.map((result, i) => jsonResult(result, certificates[i]));
  return JSON.stringify({ schemaVersion, results: all }, undefined, 2);
}

function jsonResult(result: CheckResult, certificate: Certificate | undefined): object {
  return {
    scenario: result.scenario,
    design: result.design,
    verdict: result.verdict,
    expected: result.expected,
    asExpected: result.asExpected,
    violation: result.violation,
    also: result.also.map(({ violation, trace }) => ({ violation, trace: traceDocument(trace) })),
    incomplete: result.incomplete,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    seconds: result.seconds,
    bytesPerState: result.bytesPerState,
    maxima: result.maxima.map(({ trace, ...of }) => ({ ...of, trace: traceDocument(trace) })),
    bounds: result.bounds,
    reductions: result.reductions,
    neverFired: result.neverFired,
    coarse: result.coarse,
    witnesses: result.witnesses,
    certificate,
    trace: result.trace === undefined ? undefined : traceDocument(result.trace),
  };
}
