import type { CheckResult } from '../check.ts';

/** The version of the document below; it changes when a key changes its meaning or goes away. */
export const schemaVersion = 1;

/** All results as one JSON document, for scripts: `{ schemaVersion, results }`. */
export function jsonReport(results: readonly CheckResult[]): string {
  return JSON.stringify({ schemaVersion, results: results.map(jsonResult) }, undefined, 2);
}

function jsonResult(result: CheckResult): object {
  return {
    scenario: result.scenario,
    design: result.design,
    verdict: result.verdict,
    expected: result.expected,
    asExpected: result.asExpected,
    violation: result.violation,
    also: result.also,
    incomplete: result.incomplete,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    seconds: result.seconds,
    bytesPerState: result.bytesPerState,
    bounds: result.bounds,
    reductions: result.reductions,
    neverFired: result.neverFired,
    witnesses: result.witnesses,
    trace: result.trace,
  };
}
