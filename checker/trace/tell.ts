import type { Compiled } from '../packed/compiled.ts';
import type { Failure } from '../program/failure.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import type { Finding } from '../search/space.ts';
import { normalForms } from './normalForm.ts';
import { recordFinding } from './recorder.ts';
import type { Trace } from './trace.ts';
import { markUnavoidable } from './unavoidable.ts';

/**
 * The traces of findings, in their order: of the shortest ways each one with the fewest context switches, unless it
 * says `asFound`. The one at `main` has the step after which its failure can no longer be avoided.
 */
export function tell(compiled: Compiled, findings: readonly Finding[], main: number | undefined): Trace[] {
  if (findings.length === 0) return [];
  const engine = new ReferenceEngine(compiled.program);
  const normal = normalForms(compiled, findings);
  return findings.map((finding, i) => {
    const told = normal[i] ?? finding;
    const recorded = recordFinding(engine, told);
    const trace = normal[i] === undefined ? { ...recorded, asFound: whyAsFound(told.failure) } : recorded;
    return i === main ? markUnavoidable(compiled, trace, told) : trace;
  });
}

/** Why a trace is not in its normal form. */
function whyAsFound({ where }: Failure): string {
  return where.kind === 'order'
    ? 'a lock order is judged by everything that the search saw before'
    : 'too much lies before the failure to look for fewer context switches';
}
