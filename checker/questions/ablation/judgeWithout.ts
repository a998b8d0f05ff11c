import { type AnyPatch, ModelError, type NamedDesign, violated } from '../../../model/language/index.ts';
import { type CheckResult, check } from '../../check.ts';
import { known } from '../../program/known.ts';
import { buildProgram, type Program } from '../../program/program.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cost } from '../series/checkAll.ts';
import { type SerialFailure, serialFailure } from './serialRuns.ts';

/** What came of a design with something left out. */
export type Without =
  /** A check fails, with the shortest trace of all interleavings; `serial`: without any race too. */
  | {
      readonly status: 'fails';
      readonly check: string;
      readonly property?: string;
      readonly message: string;
      readonly trace?: Trace;
      readonly serial: boolean;
    }
  /** Nothing fails, but these witnesses, which the design itself has, are never seen. */
  | { readonly status: 'idle'; readonly unseen: readonly string[] }
  /** It is no machine any more, or a recipe of it throws. */
  | { readonly status: 'unbuildable'; readonly message: string }
  | { readonly status: 'holds'; readonly states: number }
  | {
      readonly status: 'incomplete';
      readonly why: string;
      readonly states: number;
      readonly interrupted: boolean;
    };

/** How the searches are run, and what the design itself witnesses. */
export interface Judging {
  /** The design as it is, within the bounds of this search. */
  readonly program: Program;
  readonly options: Cost;
  readonly witnessed: readonly string[];
  /** The threads that may go on for ever by themselves in the design as it is. */
  readonly endless: ReadonlySet<string>;
}

/** A program's design with another series, under a name of its own: it starts as the program does, and anything may fail. */
export function withSeries({ initial }: Program, name: string, series: readonly AnyPatch[]): NamedDesign {
  return { name, series, initial, expected: violated() };
}

/** Judges a design that something has been left out of: the runs without a race, then all interleavings. */
export async function judgeWithout(judging: Judging, design: NamedDesign): Promise<Without> {
  const { program, options, witnessed, endless } = judging;
  const { scenario, sizes } = program;
  try {
    const serial = serialFailure(buildProgram(scenario, design, sizes), endless);
    return verdictOf(
      await check(scenario, design, sizes, { ...options, asksAccesses: false }),
      serial,
      witnessed,
    );
  } catch (error) {
    if (error instanceof ModelError) return { status: 'unbuildable', message: error.message };
    throw error;
  }
}

function verdictOf(
  result: CheckResult,
  serial: SerialFailure | undefined,
  witnessed: readonly string[],
): Without {
  const { violation, trace, states } = result;
  const failure = violation ?? serial;
  if (failure !== undefined) {
    const { check: failed, property, message } = failure;
    const what = { check: failed, ...known({ property }), message, ...known({ trace }) };
    return { status: 'fails', ...what, serial: serial !== undefined };
  }
  if (!result.complete) {
    const why = result.incomplete[0] ?? 'the search ended early';
    return { status: 'incomplete', why, states, interrupted: result.stopped === 'interrupted' };
  }
  const unseen = result.witnesses.filter(({ name, seen }) => !seen && witnessed.includes(name));
  return unseen.length > 0
    ? { status: 'idle', unseen: unseen.map(({ name }) => name) }
    : { status: 'holds', states };
}
