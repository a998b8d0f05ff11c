import type { Compiled } from '../packed/compiled.ts';
import type { Failure } from '../program/failure.ts';
import { ReferenceEngine } from '../reference/referenceEngine.ts';
import type { Finding } from '../search/space.ts';
import { lookForNormalForms } from './normalForm.ts';
import { Patience, type PatienceOptions } from './paused.ts';
import { recordFinding } from './recorder.ts';
import type { Trace } from './trace.ts';
import { lookForUnavoidable } from './unavoidable.ts';

/**
 * The traces of findings, in their order: of the shortest ways each one with the fewest context switches, unless it
 * says `asFound`. The one at `main` has the step after which its failure can no longer be avoided. What is looked for
 * when the time is up, or somebody interrupts that, is left out, and the trace says so.
 */
export async function tell(
  compiled: Compiled,
  findings: readonly Finding[],
  main: number | undefined,
  options: PatienceOptions = {},
): Promise<Trace[]> {
  if (findings.length === 0) return [];
  const engine = new ReferenceEngine(compiled.program);
  const patience = new Patience(options);
  const normal = (await patience.with(lookForNormalForms(compiled, findings))) ?? [];
  const why = patience.ended;
  const traces: Trace[] = [];
  for (const [i, finding] of findings.entries()) {
    const told = normal[i] ?? finding;
    const recorded = recordFinding(engine, told);
    const asFound = whyAsFound(told.failure, why);
    const trace = normal[i] === undefined ? { ...recorded, asFound } : recorded;
    // Where a round begins that cannot be left any more is what its failure is.
    if (i !== main || trace.round !== undefined) traces.push(trace);
    else {
      const marked = await patience.with(lookForUnavoidable(compiled, trace, told));
      traces.push(marked ?? { ...trace, unavoidableUnknown: `${patience.ended} before it was known` });
    }
  }
  return traces;
}

/** Why a trace is not in its normal form; `ended` says why nobody looked for it to the end. */
function whyAsFound({ where }: Failure, ended: string | undefined): string {
  if (where.kind === 'order') return 'a lock order is judged by everything that the search saw before';
  return ended === undefined
    ? 'too much lies before the failure to look for fewer context switches'
    : `${ended} before one with fewer context switches was found`;
}
