import {
  type NamedDesign,
  namedDesign,
  patch,
  replace,
  type Scenario,
  type Sizes,
} from '../../../model/language/index.ts';
import { accesses } from '../../accesses.ts';
import { type CheckResult, check, type Told } from '../../check.ts';
import type { LabelAccesses } from '../../meaning/labelAccesses.ts';
import { buildProgram, type Program } from '../../program/program.ts';
import type { SearchOptions } from '../../search/searchOptions.ts';
import type { Stopped } from '../../search/space.ts';
import { type AccessText, accessText } from '../../verdict/coarse.ts';
import { baseFns } from '../ablation/removal.ts';
import { cutLine, hasGuard } from './cutLine.ts';

/** A label that is taken apart after some of its accesses. */
export interface SplitLabel {
  /** As `function.label`. */
  readonly id: string;
  /** What is done before another thread may come between, and behind that. */
  readonly before: readonly AccessText[];
  readonly behind: readonly AccessText[];
  /** Why the design has it as one step, if it says so. */
  readonly oneStep: string | undefined;
}

/** What comes of a design with one of its labels taken apart. */
export interface SplitResult extends SplitLabel {
  /** Whether the verdict hangs on the label being one step; undefined where a limit was reached first. */
  readonly changes: boolean | undefined;
  /** What fails then, where something does. */
  readonly told: Told | undefined;
}

export interface Split {
  readonly scenario: string;
  readonly design: string;
  /** The verdict of the design as it is. */
  readonly base: CheckResult;
  readonly results: readonly SplitResult[];
  readonly interrupted: boolean;
}

export interface SplitOptions {
  readonly sizes?: Sizes;
  /** What a search is run with, under a title. */
  readonly search?: (title: string) => Omit<SearchOptions, 'sought'>;
}

/**
 * Takes each label of a design that makes several accesses to what others touch meanwhile apart, after each of them, and
 * checks what comes of it: which of its steps the verdict hangs on being one.
 */
export async function split(
  scenario: Scenario,
  design: string,
  { sizes = {}, search = () => ({}) }: SplitOptions = {},
): Promise<Split> {
  const program = buildProgram(scenario, design, sizes);
  const base = await check(scenario, design, sizes, {
    ...search(`${scenario.name}@${design}`),
    asksAccesses: false,
  });
  const { labels, stopped } = await accesses(program, search('what labels access'));
  // What is declared unreachable may be a way on from a label that is not there as such when it is taken apart.
  const undeclared = { ...scenario, unreachable: {} };
  const results: SplitResult[] = [];
  let interrupted = stopped === 'interrupted' || base.stopped === 'interrupted';
  for (const { label, ...cut } of interrupted ? [] : cutsOf(program, labels)) {
    const as: NamedDesign = { ...namedDesign(scenario, design), series: cut.series, unreachable: {} };
    const result = await check(undeclared, as, sizes, {
      ...search(label.id),
      asksAccesses: false,
    });
    if (result.stopped === 'interrupted') {
      interrupted = true;
      break;
    }
    results.push({ ...label, ...comparedTo(base, result) });
  }
  return { scenario: scenario.name, design, base, results, interrupted };
}

function comparedTo(base: CheckResult, result: CheckResult): Pick<SplitResult, 'changes' | 'told'> {
  const { violation, trace } = result;
  const told = violation === undefined || trace === undefined ? undefined : { violation, trace };
  const isCut = result.stopped !== undefined && limits.includes(result.stopped);
  if (told === undefined && isCut) return { changes: undefined, told };
  return { changes: nameOf(base) !== nameOf(result), told };
}

const limits: readonly Stopped[] = ['states', 'timeout', 'memory', 'interrupted'];

const nameOf = ({ violation }: CheckResult) => violation?.property ?? violation?.check;

/** Every way to take a label apart, with the series of the design in which it is. */
function* cutsOf(program: Program, labels: readonly LabelAccesses[]) {
  for (const { label, contended } of mostOf(labels)) {
    const { lines } = program.fns.get(label.fn)!;
    const at = lines.findIndex((line) => line.label === label.label);
    const units = new Set(
      labels
        .filter((one) => one.label.id === label.id)
        .flatMap((one) => one.contended.flatMap(({ access }) => access.units)),
    );
    const isGuarded = hasGuard(lines[at]!);
    for (let count = isGuarded ? 0 : 1; count < contended.length; count++) {
      const cut = cutLine(program, lines[at]!, lines[at + 1]?.label, {
        fieldAt: program.fieldAt,
        units,
        accesses: count,
      });
      const apart = patch(`${label.id} in two steps`)
        .locals(baseFns(program).get(label.fn)! as never, cut.locals)
        .in(baseFns(program).get(label.fn)! as never, ...([replace(label.label, cut.lines)] as never[]));
      const texts = contended.map(({ access }) => accessText(access));
      const split: SplitLabel = {
        id: label.id,
        before: texts.slice(0, count),
        behind: texts.slice(count),
        oneStep: label.oneStep,
      };
      yield { label: split, series: [...program.series, apart] };
    }
  }
}

/** Of each label that makes several contended accesses the thread that makes the most. */
function mostOf(labels: readonly LabelAccesses[]): LabelAccesses[] {
  const most = new Map<string, LabelAccesses>();
  for (const one of labels) {
    const known = most.get(one.label.id);
    if (one.contended.length > Math.max(1, known?.contended.length ?? 0)) most.set(one.label.id, one);
  }
  return [...most.values()];
}
