import {
  type AnyPatch,
  initialOf,
  ModelError,
  type Scenario,
  type Sizes,
  violated,
} from '../../../model/language/index.ts';
import { type CheckResult, check } from '../../check.ts';
import { buildProgram } from '../../program/program.ts';
import type { SearchOptions } from '../../search/breadthFirst.ts';
import type { Trace } from '../../trace/trace.ts';
import { type SerialFailure, serialFailure } from './serialRuns.ts';

/** What came of a design with something left out. */
export type Judgement =
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
  readonly scenario: Scenario;
  readonly sizes: Sizes;
  readonly options: Pick<SearchOptions, 'limits' | 'onProgress'>;
  readonly witnessed: readonly string[];
}

/**
 * The scenario with the series as a design called `name`, which starts as `design` does; the others stay, for what is
 * declared unreachable in them.
 */
export function withSeries(
  scenario: Scenario,
  design: string,
  name: string,
  series: readonly AnyPatch[],
): Scenario {
  const made = { series, expected: violated(), initial: initialOf(scenario, design) };
  return { ...scenario, designs: { ...scenario.designs, [name]: made } };
}

/** Judges a design's series that something has been left out of: the runs without a race, then all interleavings. */
export async function judge(
  judging: Judging,
  design: string,
  name: string,
  series: readonly AnyPatch[],
): Promise<Judgement> {
  const scenario = withSeries(judging.scenario, design, name, series);
  try {
    const serial = serialFailure(buildProgram(scenario, name, judging.sizes));
    return verdictOf(await check(scenario, name, judging.sizes, judging.options), serial, judging.witnessed);
  } catch (error) {
    if (error instanceof ModelError) return { status: 'unbuildable', message: error.message };
    throw error;
  }
}

function verdictOf(
  result: CheckResult,
  serial: SerialFailure | undefined,
  witnessed: readonly string[],
): Judgement {
  const { violation, trace, states } = result;
  const failure = violation ?? serial;
  if (failure !== undefined) {
    const { check, property, message } = failure;
    return {
      status: 'fails',
      check,
      ...(property === undefined ? {} : { property }),
      message,
      ...(trace === undefined ? {} : { trace }),
      serial: serial !== undefined,
    };
  }
  if (!result.complete) {
    const why = result.incomplete[0] ?? 'the search ended early';
    return { status: 'incomplete', why, states, interrupted: result.interrupted };
  }
  const unseen = result.witnesses.filter(({ name, seen }) => !seen && witnessed.includes(name));
  return unseen.length > 0
    ? { status: 'idle', unseen: unseen.map(({ name }) => name) }
    : { status: 'holds', states };
}
