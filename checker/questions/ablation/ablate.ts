import { allowedNames, ModelError, type Scenario, type Sizes } from '../../../model/language/index.ts';
import { check } from '../../check.ts';
import { nameOfFailure } from '../../program/failure.ts';
import { buildProgram, type Program } from '../../program/program.ts';
import type { Bounds } from '../../verdict/bounds.ts';
import type { Cost } from '../series/checkAll.ts';
import { anyValueOf } from './anyValue.ts';
import { lastCall } from './fullRemoval.ts';
import { type Judging, judgeWithout, type Without, withSeries } from './judgeWithout.ts';
import type { Movements } from './movements.ts';
import { isRun, type Part, partsOf, titleOf } from './parts.ts';
import { type LineName, type Removal, removalPatch, sameLine } from './removal.ts';
import { endlessThreads, movementsOf } from './serialRuns.ts';
import { seriesWithout } from './seriesParts.ts';

/** Other bounds to try what is not needed within the first ones: other sizes, or a scenario with other threads. */
export interface OtherBounds {
  /** As reports call them. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly design: string;
  readonly sizes: Sizes;
}

/** Something left out of a design, and what came of it. */
export interface Ablated {
  readonly what: Part;
  readonly judgement: Without;
  /** For what held: the same within other bounds. */
  readonly elsewhere: readonly { readonly bounds: string; readonly judgement: Without }[];
}

/** A design with each of its parts left out in turn. */
export interface Ablation {
  readonly scenario: string;
  readonly design: string;
  readonly bounds: Bounds;
  /** The other bounds in which the design itself holds, and those in which it does not and which say nothing. */
  readonly tried: readonly string[];
  readonly useless: readonly string[];
  readonly ablated: readonly Ablated[];
  readonly interrupted: boolean;
}

export interface AblateOptions {
  readonly sizes: Sizes;
  /** The function whose lines and hunks are left out; all of them without it. */
  readonly only?: string;
  readonly elsewhere: readonly OtherBounds[];
  readonly search: (title: string) => Cost;
}

/**
 * Leaves out every patch and hunk of a design's series and every line of the functions that its threads run, each in
 * turn and with what only makes sense together with it. Throws ModelError unless the design itself holds.
 */
export async function ablate(scenario: Scenario, design: string, options: AblateOptions): Promise<Ablation> {
  const program = buildProgram(scenario, design, options.sizes);
  checkFunction(program, options.only);
  const own = await baseline({ name: '', scenario, design, sizes: options.sizes }, options);
  if (typeof own === 'string')
    throw new ModelError(`${scenario.name}@${design}: ${own}; allowed: a design that holds`);
  const movements = movementsOf(program);
  const judging: Judging = { ...own.judging, endless: movements.endless };
  const others: { readonly bounds: OtherBounds; readonly judging: Judging }[] = [];
  const useless: string[] = [];
  const isSized = (other: OtherBounds) =>
    other.scenario === scenario && other.design === design && Object.keys(other.sizes).length > 0;
  for (const bounds of options.elsewhere) {
    const other = await baseline(bounds, options);
    if (typeof other === 'string') useless.push(`${bounds.name}: ${other}`);
    else if (isSized(bounds) && other.states === own.states)
      useless.push(`${bounds.name}: nothing uses what that adds, and the states are the same`);
    else
      others.push({ bounds, judging: { ...other.judging, endless: endlessThreads(other.judging.program) } });
  }
  const ablated: Ablated[] = [];
  let interrupted = false;
  for (const part of partsOf(program, options.only, movements)) {
    const { what, judgement } = await judgeWhole(judging, part, movements, options);
    const elsewhere: { bounds: string; judgement: Without }[] = [];
    for (const { bounds, judging: there } of judgement.status === 'holds' ? others : [])
      if (isRun(what, there.program))
        elsewhere.push({ bounds: bounds.name, judgement: await judgePart(there, what, options) });
    ablated.push({ what, judgement, elsewhere });
    interrupted = [judgement, ...elsewhere.map((e) => e.judgement)].some(
      (j) => j.status === 'incomplete' && j.interrupted,
    );
    if (interrupted) break;
  }
  const tried = others.map(({ bounds }) => bounds.name);
  return { scenario: scenario.name, design, bounds: own.bounds, tried, useless, ablated, interrupted };
}

function checkFunction({ scenario, design, fns }: Program, only: string | undefined): void {
  if (only === undefined || fns.has(only)) return;
  throw new ModelError(
    `${scenario.name}@${design}: it has no function '${only}'; ${allowedNames(only, [...fns.keys()])}`,
  );
}

interface Baseline {
  readonly judging: Omit<Judging, 'endless'>;
  readonly bounds: Bounds;
  readonly states: number;
}

/** What to judge by within some bounds, or why nothing can be judged within them. */
async function baseline(
  { scenario, design, sizes }: OtherBounds,
  { search }: AblateOptions,
): Promise<Baseline | string> {
  const options = search(`${scenario.name}@${design}`);
  const result = await check(scenario, design, sizes, { ...options, asksAccesses: false });
  const { verdict, violation, complete, incomplete, witnesses, bounds, states } = result;
  if (verdict === 'violated') return `it is violated by ${nameOfFailure(violation!)} with nothing left out`;
  if (!complete) return `it is incomplete with nothing left out: ${incomplete[0]}`;
  const witnessed = witnesses.filter(({ seen }) => seen).map(({ name }) => name);
  return { judging: { program: result.program, options, witnessed }, bounds, states };
}

/**
 * Judges what is left out. Where a line that is left out with its partner fails at another one that undoes it, which
 * only a race leads to, that goes too: what is asked is not whether an unlock needs its lock.
 */
async function judgeWhole(
  judging: Judging,
  what: Part,
  movements: Movements,
  options: AblateOptions,
): Promise<Pick<Ablated, 'what' | 'judgement'>> {
  const judgement = await judgePart(judging, what, options);
  if (what.kind !== 'lines' || judgement.status !== 'fails' || judgement.serial) return { what, judgement };
  const { removal } = what;
  const last = judgement.trace?.failure?.inStep ? judgement.trace.steps.at(-1) : undefined;
  if (last === undefined || removal.lines.length < 2) return { what, judgement };
  const undoing = { fn: last.fn, label: last.line };
  const root = judgement.trace!.threads[last.thread]!.fn;
  const viaCall = removal.lines.slice(1).some((line) => isCall(judging.program, line));
  const more = (viaCall ? lastCall(root, last.calls) : undefined) ?? undoing;
  const known = removal.lines.some((one) => sameLine(one, more));
  if (known || !movements.undoes(removal.lines[0]!, undoing)) return { what, judgement };
  const larger = { kind: 'lines', removal: { ...removal, lines: [...removal.lines, more] } } as const;
  return judgeWhole(judging, larger, movements, options);
}

function isCall({ fns }: Program, { fn, label }: LineName): boolean {
  return fns.get(fn)!.lines.find((one) => one.label === label)!.line.kind === 'call';
}

async function judgePart(judging: Judging, what: Part, { search }: AblateOptions): Promise<Without> {
  const { program } = judging;
  const name = `${program.design} without ${titleOf(what)}`;
  const left =
    what.kind === 'lines'
      ? [...program.series, removalPatch(program, what.removal)]
      : seriesWithout(program.series, what.part);
  const judgement = await judgeWithout(
    { ...judging, options: search(name) },
    withSeries(program, name, left),
  );
  return what.kind === 'lines' ? unlessValuesWereLeft(program, what.removal, judgement) : judgement;
}

/** What holds for some values of locals that could have others proves nothing. */
function unlessValuesWereLeft(program: Program, { lines, unset }: Removal, judgement: Without): Without {
  if (judgement.status !== 'holds' || unset === undefined) return judgement;
  const { choices, complete } = anyValueOf(program, lines[0]!.fn, unset);
  if (complete) return judgement;
  const why = `${unset.join(', ')} may have too many values without it: ${choices.length} were tried`;
  return { status: 'incomplete', why, states: judgement.states, interrupted: false };
}
