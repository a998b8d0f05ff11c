import {
  type AnyFn,
  type AnyPatch,
  effect,
  fallsThrough,
  goto,
  jumpsOf,
  type ListedLine,
  labelsIn,
  mayFall,
  type Operation,
  patch,
  type Recipe,
  remove,
  replace,
  returnLabel,
  startedFns,
} from '../../../model/language/index.ts';
import type { Program } from '../../program/program.ts';
import { anyValueOf, leaveAt } from './anyValue.ts';

/** A line of a function's listing. */
export interface LineName {
  readonly fn: string;
  readonly label: string;
}

/** What is left out of a design. */
export interface Removal {
  readonly lines: readonly LineName[];
  /** Lines in whose steps the effect of the first of `lines` is done instead, just before their own. */
  readonly into: readonly LineName[];
  /** Locals that nobody has set where the first line is left out: it is judged for any value that they may have there. */
  readonly unset?: readonly string[];
  /** The one line is a test, and the design is as if it always came out the way in which it jumps. */
  readonly alwaysJumps?: true;
}

export const sameLine = (a: LineName, b: LineName): boolean => a.fn === b.fn && a.label === b.label;

/**
 * The patch on top of a design's series that leaves lines out. One that something jumps to becomes an empty step, and
 * what no path leads to any more goes with them.
 */
export function removalPatch(program: Program, { lines, into, alwaysJumps, unset }: Removal): AnyPatch {
  const bases = baseFns(program);
  const names = [...new Set([...lines, ...into].map(({ fn }) => fn))];
  return names.reduce<ReturnType<typeof patch>>(
    (made, name) => {
      const listed = program.fns.get(name)!.lines;
      const out = lines.filter(({ fn }) => fn === name).map(({ label }) => label);
      const keeps = ({ label }: { label: string }) =>
        unset !== undefined && sameLine(lines[0]!, { fn: name, label });
      const shortened = listed.map((line) => {
        if (!out.includes(line.label)) return line;
        const to = targetWithout(line, alwaysJumps === true);
        const left = keeps(line) ? leaveAt(anyValueOf(program, name, unset!), to) : emptied(to);
        return { label: line.label, line: left };
      });
      const left = remaining(
        shortened,
        out.filter((label) => !keeps({ label })),
      );
      const gone = listed.filter(({ label }) => !left.has(label)).map(({ label }) => remove(label));
      const empty = shortened
        .filter(({ label }) => out.includes(label) && left.has(label))
        .map(({ label, line }) => replace(label, { [label]: line }));
      const joined = into
        .filter(({ fn, label }) => fn === name && left.has(label))
        .map(({ label }) => replace(label, { [label]: joinedLine(program, lines[0]!, { fn: name, label }) }));
      return made.in(bases.get(name)! as never, ...([...gone, ...empty, ...joined] as never[])) as never;
    },
    patch(`without ${lines.map(({ label }) => label).join(', ')}`),
  );
}

/** Where a line goes that is left out, undefined for the following one: a test goes on there, or always jumps. */
function targetWithout({ line }: ListedLine, alwaysJumps: boolean): string | undefined {
  const to = jumpOf(line);
  return to !== undefined && (to.always || alwaysJumps) ? to.label : undefined;
}

const emptied = (to: string | undefined): Operation<never, never, string> =>
  to === undefined ? effect(() => {}) : goto(to);

/** The one label that a line jumps to, always or as its test comes out; undefined where there are none or several. */
export function jumpOf(
  line: ListedLine['line'],
): { readonly label: string; readonly always: boolean } | undefined {
  if (line.kind === 'call' || line.alternatives.length !== 1 || line.otherwise !== undefined)
    return undefined;
  const { next } = line.alternatives[0]!;
  const [label, ...others] = labelsIn(next);
  if (label === undefined || others.length > 0) return undefined;
  return { label, always: !mayFall(next) };
}

/** Whether a line does nothing but jump: there is nothing to leave out. */
export function isBareJump({ line }: ListedLine): boolean {
  const jump = jumpOf(line);
  if (jump === undefined || line.kind === 'call') return false;
  const { effect: done, guard } = line.alternatives[0]!;
  return jump.always && done === undefined && guard === undefined;
}

/** Whether a line is a plain effect, which can be done as part of another line's step. */
export function isPlainEffect({ line }: ListedLine): boolean {
  return line.kind === 'operation' && line.form === 'effect';
}

/** The labels that stay: those that a path leads to, a line left out among them where something jumps to it or it jumps. */
function remaining(listed: readonly ListedLine[], out: readonly string[]): ReadonlySet<string> {
  const index = new Map(listed.map(({ label }, i) => [label, i]));
  const reached = new Set<string>();
  const stays = new Set<string>();
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entry = listed[at];
    if (entry === undefined || reached.has(entry.label)) continue;
    reached.add(entry.label);
    const jumps = jumpsOf(entry.line);
    if (!out.includes(entry.label) || jumps.length > 0) stays.add(entry.label);
    if (fallsThrough(entry.line)) open.push(at + 1);
    for (const to of jumps) {
      if (to === returnLabel) continue;
      stays.add(to);
      open.push(index.get(to)!);
    }
  }
  // A function has one label at least.
  return stays.size > 0 ? stays : new Set([listed[0]!.label]);
}

function joinedLine(program: Program, first: LineName, second: LineName): Operation<never, never, string> {
  const [moved, line] = [first, second].map(
    ({ fn, label }) => program.fns.get(fn)!.lines.find((one) => one.label === label)!.line,
  );
  if (moved?.kind !== 'operation' || line?.kind !== 'operation') throw new Error('a call is no single step');
  const before = moved.alternatives[0]!.effect!;
  const join = ({ effect: done, ...rest }: Operation<never, never, string>['alternatives'][number]) => {
    const both: Recipe = (state, my, row) => {
      before(state, my, row);
      return done?.(state, my, row);
    };
    return { ...rest, effect: both };
  };
  const joined = { ...line, alternatives: line.alternatives.map(join) };
  return line.otherwise === undefined ? joined : { ...joined, otherwise: join(line.otherwise) };
}

/** The functions of a program before any patch: a patch is made for one of these. */
export function baseFns({ scenario, sizes, fns }: Program): ReadonlyMap<string, AnyFn> {
  const called = [...fns.values()].flatMap(({ lines }) =>
    lines.flatMap(({ line }) => (line.kind === 'call' ? [line.callee] : [])),
  );
  return new Map([...startedFns(scenario, sizes), ...called].map((fn) => [fn.name, fn]));
}
