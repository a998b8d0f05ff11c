import type { Expected, NamedDesign, Scenario, Sizes } from '../model/language/index.ts';
import { Audit, confirm, explain, explainLost } from './audit/audit.ts';
import { Impure } from './meaning/impure.ts';
import { compile } from './packed/compile.ts';
import type { Compiled } from './packed/compiled.ts';
import { nothingSeen } from './packed/seen.ts';
import { known } from './program/known.ts';
import { buildProgram, type Program } from './program/program.ts';
import { withAccesses } from './search/accessed.ts';
import { breadthFirst } from './search/breadthFirst.ts';
import { measuredIn } from './search/measured.ts';
import { movementIn } from './search/movement.ts';
import type { SearchOptions } from './search/searchOptions.ts';
import { soughtBy } from './search/sought.ts';
import type { Movement, Space, Stopped } from './search/space.ts';
import { withStuck } from './search/stuck.ts';
import { type Maximum, tellMaxima } from './trace/maxima.ts';
import { StepLost } from './trace/recorder.ts';
import { tell } from './trace/tell.ts';
import type { Trace } from './trace/trace.ts';
import { type Bounds, boundsOf } from './verdict/bounds.ts';
import { type Judgement, judge } from './verdict/judge.ts';

/** What was broken, and where: the function and label of the failing step, or of the last step before the state. */
export interface ViolationReport {
  readonly check: string;
  readonly property?: string;
  readonly message: string;
  readonly function?: string;
  readonly label?: string;
}

/** A violation, and a run that leads to it. */
export interface Told {
  readonly violation: ViolationReport;
  readonly trace: Trace;
}

/** The outcome for one design of a scenario. */
export interface CheckResult extends Partial<Told>, Omit<Judgement, 'wanted'> {
  /** The program that was checked. */
  readonly program: Program;
  readonly scenario: string;
  readonly design: string;
  readonly expected: Expected;
  /** Other checks that failed on the way to the one that was expected, each with its own shortest trace. */
  readonly also: readonly Told[];
  /** Why the search ended before everything was explored; undefined when all was. */
  readonly stopped: Stopped | undefined;
  /** Whether the time was up before all was told of what the search has found: its way is as found, what is too coarse is missing. */
  readonly timeUp: boolean;
  /** Whether the whole space within the bounds was explored. */
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly bytesPerState: number;
  /** The largest values of the scenario's measures, in the states that were explored. */
  readonly maxima: readonly Maximum[];
  readonly bounds: Bounds;
  readonly reductions: readonly string[];
}

export interface CheckOptions extends SearchOptions {
  /** Whether labels are asked for being too coarse; left out, they are. It takes a look at every state. */
  readonly asksAccesses?: boolean;
  /**
   * Whether somebody reads the race of a violation that is expected; left out, somebody does. Otherwise it is told as it
   * was found: nobody looks for the run with the fewest context switches, nor for where it can no longer be avoided.
   */
  readonly readsExpected?: boolean;
}

/**
 * Checks a design of a scenario, by its name or by value. The search ends at the failure that the design's expectation
 * asks for, unless `sought` is another one. Throws ModelError where the scenario is wrong in itself.
 */
export async function check(
  scenario: Scenario,
  design: string | NamedDesign,
  sizes: Sizes = {},
  options: CheckOptions = {},
): Promise<CheckResult> {
  return checkCompiled(compile(buildProgram(scenario, design, sizes)), options);
}

/** As `check`, for a program that has been compiled already. */
export async function checkCompiled(
  compiled: Compiled,
  { sought, asksAccesses = true, readsExpected = true, ...cost }: CheckOptions = {},
): Promise<CheckResult> {
  const wanted = sought ?? soughtBy(compiled.program.expected);
  const until = performance.now() + (cost.limits?.timeout ?? Number.POSITIVE_INFINITY) * 1000;
  const auditor = new Audit(compiled);
  const searched = await breadthFirst(compiled, { auditor, ...cost, sought: wanted }).catch(
    (error: unknown) => {
      throw error instanceof Impure ? explain(compiled, error) : error;
    },
  );
  confirm(compiled, searched.findings);
  const settled = await withStuck(compiled, searched, cost);
  const asked = asksAccesses ? await withAccesses(compiled, settled, searched, cost) : settled;
  const isWhole = asked.stopped === undefined && asked.findings.length === 0;
  const moved = isWhole ? await movementIn(compiled, searched, cost) : undefined;
  const measured = await measuredIn(compiled, searched, cost);
  const cutShort = [moved, measured].find((one) => typeof one === 'string');
  const space = cutShort === undefined ? asked : { ...asked, stopped: asked.stopped ?? cutShort };
  const movement = typeof moved === 'string' ? undefined : moved;
  const judgement = judge(compiled.program, space, wanted, movement);
  const traces = await tell(compiled, space.findings, judgement.wanted, {
    until: readsExpected || !judgement.asExpected ? until : Number.NEGATIVE_INFINITY,
    isInterrupted: () => cost.onProgress?.({ ...space, frontier: 0 }),
  }).catch((error: unknown) => {
    throw error instanceof StepLost ? explainLost(compiled, error) : error;
  });
  const timeUp = traces.length > 0 && performance.now() >= until;
  const maxima = typeof measured === 'string' ? [] : tellMaxima(compiled, measured);
  return { ...resultOf(compiled.program, space, judgement, traces, movement), maxima, timeUp };
}

/** The result of a program that could not be checked, with the reason. */
export function uncheckedResult(program: Program, why: string): CheckResult {
  const counts = { states: 0, beyond: 0, transitions: 0, depth: 0, seconds: 0, bytes: 0 };
  const { fired } = nothingSeen(program);
  const seen = { fired, findings: [], reached: [], witnesses: [] };
  const space = { ...counts, ...seen, stopped: 'error' as const };
  const judgement = judge(program, space, soughtBy(program.expected));
  return resultOf(program, space, { ...judgement, incomplete: [`it could not be checked: ${why}`] }, []);
}

function resultOf(
  program: Program,
  space: Space,
  { wanted, ...judgement }: Judgement,
  traces: readonly Trace[],
  movement?: Movement,
): CheckResult {
  const told = traces.map((trace) => ({ violation: violationReport(trace), trace }));
  return {
    program,
    scenario: program.scenario.name,
    design: program.design,
    expected: program.expected,
    ...judgement,
    ...(wanted === undefined ? {} : told[wanted]),
    also: told.filter((_, i) => i !== wanted),
    stopped: space.stopped,
    timeUp: false,
    complete: space.stopped === undefined,
    states: space.states,
    transitions: space.transitions,
    depth: space.depth,
    seconds: space.seconds,
    bytesPerState: space.bytes / Math.max(1, space.states),
    maxima: [],
    bounds: boundsOf(program, movement?.rowsUsed, space.beyond),
    reductions: [],
  };
}

function violationReport({ failure, steps }: Trace): ViolationReport {
  const { check: failed, property, message } = failure!;
  const last = steps.at(-1);
  const where = last === undefined ? {} : { function: last.fn, label: last.line };
  return { check: failed, ...known({ property }), message, ...where };
}
