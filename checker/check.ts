import { type Expected, type Scenario, type Sizes, unreachableOf } from '../model/language/index.ts';
import { buildProgram, type Program } from './program/program.ts';
import { ReferenceEngine } from './reference/referenceEngine.ts';
import { breadthFirst, type Finding, type SearchOptions, type SearchResult } from './search/breadthFirst.ts';
import { isFailure } from './search/sought.ts';
import { normalForms } from './trace/normalForm.ts';
import { recordFinding } from './trace/recorder.ts';
import type { Trace } from './trace/trace.ts';
import { markUnavoidable } from './trace/unavoidable.ts';

/** What was broken, and where: the function and label of the failing step, or of the last step before the state. */
export interface ViolationReport {
  readonly check: string;
  readonly property?: string;
  readonly message: string;
  readonly function?: string;
  readonly label?: string;
}

/** The outcome for one design of a scenario. */
export interface CheckResult {
  readonly scenario: string;
  readonly design: string;
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  readonly expected: Expected;
  readonly asExpected: boolean;
  readonly violation?: ViolationReport;
  /**
   * The trace of the violation: of the shortest ones one with the fewest context switches, unless it says `asFound`, and
   * with the step after which it can no longer be avoided.
   */
  readonly trace?: Trace;
  /** Other checks that failed on the way to the one that was expected, each with its own shortest trace. */
  readonly also: readonly { readonly violation: ViolationReport; readonly trace: Trace }[];
  /** Why the verdict is `incomplete`, in sentences. */
  readonly incomplete: readonly string[];
  readonly interrupted: boolean;
  /** Whether the whole space within the bounds was explored. */
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly bytesPerState: number;
  readonly bounds: Bounds;
  readonly reductions: readonly string[];
  readonly neverFired: readonly string[];
  readonly witnesses: readonly { readonly name: string; readonly seen: boolean }[];
}

/** The bounds within which a verdict is meant, and how they read as one sentence. */
export interface Bounds {
  readonly sizes: Sizes;
  readonly threads: readonly string[];
  /** The CPUs that threads share, and the rule by which they are preempted there; missing where no CPU is shared. */
  readonly cpus?: readonly { readonly cpu: number; readonly threads: readonly string[] }[];
  readonly preemption?: string;
  readonly memoryModel: 'sequential consistency';
  readonly sentence: string;
}

/** Checks one design of a scenario. Throws ModelError where the scenario is wrong in itself. */
export async function check(
  scenario: Scenario,
  design: string,
  sizes: Sizes = {},
  options: Pick<SearchOptions, 'limits' | 'onProgress'> = {},
): Promise<CheckResult> {
  const program = buildProgram(scenario, design, sizes);
  const { expected } = scenario.designs[design]!;
  const { by, at } = wantedOf(expected);
  const search = await breadthFirst(program, {
    ...options,
    ...(by === undefined ? {} : { until: by }),
    ...(at === undefined ? {} : { at }),
  });
  return judge(program, expected, search);
}

function judge(program: Program, expected: Expected, search: SearchResult): CheckResult {
  const { scenario, design } = program;
  const { by, at } = wantedOf(expected);
  const asWanted = search.findings.find(({ failure }) => isFailure(program, failure, by, at));
  const wanted = asWanted ?? search.findings[0];
  const incomplete = wanted === undefined ? whatIsMissing(program, search) : [];
  const verdict = wanted !== undefined ? 'violated' : incomplete.length > 0 ? 'incomplete' : 'holds';
  const asExpected = verdict === expected.verdict && (verdict !== 'violated' || asWanted !== undefined);
  const engine = new ReferenceEngine(program);
  const normal = normalForms(program, search.findings);
  const report = (finding: Finding) => {
    const { states, failure } = normal[search.findings.indexOf(finding)] ?? finding;
    const recorded = recordFinding(engine, states, failure);
    const trace = states === finding.states ? { ...recorded, asFound: whyAsFound(failure.check) } : recorded;
    return { violation: violationReport(trace), trace };
  };
  const main = wanted === undefined ? undefined : report(wanted);
  return {
    scenario: scenario.name,
    design,
    verdict,
    expected,
    asExpected,
    ...(main === undefined ? {} : { ...main, trace: markUnavoidable(program, main.trace) }),
    also: search.findings.filter((finding) => finding !== wanted).map(report),
    incomplete,
    interrupted: search.stopped === 'interrupted',
    complete: search.stopped === undefined,
    states: search.states,
    transitions: search.transitions,
    depth: search.depth,
    seconds: search.seconds,
    bytesPerState: search.bytes / Math.max(1, search.states),
    bounds: boundsOf(program),
    reductions: [],
    neverFired: search.neverFired.filter((label) => !Object.hasOwn(unreachableOf(scenario, design), label)),
    witnesses: witnessesOf(program, search),
  };
}

/** Why a trace is not in its normal form. */
function whyAsFound(check: string): string {
  return check === 'lock-order'
    ? 'a lock order is judged by everything that the search saw before'
    : 'too much lies before the failure to look for fewer context switches';
}

/** The failure that an expectation asks for, if it asks for one. */
function wantedOf(expected: Expected): { readonly by?: string; readonly at?: string } {
  return expected.verdict === 'violated' ? expected : {};
}

function violationReport({ failure, steps }: Trace): ViolationReport {
  const { check, property, message } = failure!;
  const last = steps.at(-1);
  return {
    check,
    ...(property === undefined ? {} : { property }),
    message,
    ...(last === undefined ? {} : { function: last.fn, label: last.line }),
  };
}

function witnessesOf({ properties }: Program, { witnesses }: SearchResult): CheckResult['witnesses'] {
  return properties
    .filter((p) => p.kind === 'sometimes')
    .map(({ name }) => ({ name, seen: witnesses.includes(name) }));
}

/** Why a search without findings proves nothing: it was cut short, or what it saw leaves something out. */
function whatIsMissing(program: Program, search: SearchResult): string[] {
  const unreachable = unreachableOf(program.scenario, program.design);
  if (search.stopped !== undefined) return [stopReasons[search.stopped]];
  const silent = search.neverFired.filter((label) => !Object.hasOwn(unreachable, label));
  const fired = Object.keys(unreachable).filter(
    (label) => isLabel(program, label) && !search.neverFired.includes(label),
  );
  return [
    ...silent.map(
      (label) => `the label ${label} never fired; reach it, or declare it unreachable with a reason`,
    ),
    ...fired.map((label) => `the label ${label} is declared unreachable, and fired`),
    ...witnessesOf(program, search)
      .filter(({ seen }) => !seen)
      .map(({ name }) => `no state witnesses "${name}"`),
  ];
}

const stopReasons = {
  violation: 'the search ended at a violation',
  states: 'the limit of states was reached; raise --max-states or lower a size with --set',
  timeout: 'the time was up; raise --timeout or lower a size with --set',
  memory: 'the memory was used up; raise --max-memory or lower a size with --set',
  interrupted: 'the search was interrupted',
} as const;

function isLabel({ bodies }: Program, name: string): boolean {
  return bodies.some(({ labels }) => labels.some(({ fn, label }) => `${fn}.${label}` === name));
}

/** The bounds of a program: its tables, its threads and their CPUs, its memory model. */
export function boundsOf(program: Program): Bounds {
  const { schema, sizes, threads } = program;
  const tables = [...schema.fields].flatMap(([name, node]) =>
    node.kind === 'table' && name !== 'task' ? [`${name}[${node.rows}]`] : [],
  );
  const running = threads.map(({ name, body }) => (name === body.fn ? name : `${name}: ${body.fn}`));
  const turns = turnsOf(program);
  const where = tables.length === 0 ? '' : `${tables.join(', ')}; `;
  const sentence = `${where}${threads.length} ${threads.length === 1 ? 'thread' : 'threads'} (${running.join(', ')}); ${turns.sentence}every interleaving of their labels; sequential consistency; no reduction`;
  return { sizes, threads: running, ...turns.bounds, memoryModel: 'sequential consistency', sentence };
}

/** How threads take turns on the CPUs that they share. */
function turnsOf({ scenario, threads, cpus }: Program): {
  readonly bounds: Pick<Bounds, 'cpus' | 'preemption'>;
  readonly sentence: string;
} {
  if (cpus.length === 0) return { bounds: {}, sentence: '' };
  const shared = cpus.map(({ cpu, threads: on }) => ({ cpu, threads: on.map((i) => threads[i]!.name) }));
  const rule = scenario.preemption?.name ?? 'none';
  // A rule that is written in the scenario itself has the name of the part.
  const preemption = rule === '' || rule === 'preemption' ? 'by a rule of the scenario' : rule;
  const onCpus = shared.map(({ cpu, threads: names }) => `CPU ${cpu} shared by ${names.join(', ')}`);
  return {
    bounds: { cpus: shared, preemption },
    sentence: `${onCpus.join('; ')}; preemption: ${preemption}; `,
  };
}
