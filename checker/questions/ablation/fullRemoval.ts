import { ModelError } from '../../../model/language/index.ts';
import type { CallSite } from '../../program/body.ts';
import { buildProgram, type Program } from '../../program/program.ts';
import { withSeries } from './judgeWithout.ts';
import type { Movements } from './movements.ts';
import { isPlainEffect, type LineName, type Removal, removalPatch, sameLine } from './removal.ts';
import { type SerialFailure, serialFailure } from './serialRuns.ts';
import { unset } from './unset.ts';

/** So many lines at most are left out together. */
const most = 4;

/**
 * What must be left out together with a line so that nothing fails while there is no race: the unlock of a lock, the
 * put of a get. It is found by leaving out what fails next, as long as that undoes what the line does, until nothing
 * fails; the line alone where it takes nothing or where there is no such set.
 * A line that undoes it among other things cannot go; then the effect is done as part of its step instead.
 */
export function removalOf(program: Program, line: LineName, movements: Movements): Removal {
  const alone = { lines: [line], into: [], ...unset(program, line, movements) };
  if (movements.of(line).up.size === 0) return alone;
  const { endless } = movements;
  const first = tryRemoval(program, alone, endless);
  if (first === 'fine' || first === 'unbuildable') return alone;
  const together = (partner: (failure: SerialFailure) => LineName) =>
    grow(program, alone, first, endless, (removal, failure) => {
      const more = partner(failure);
      const known = removal.lines.some((one) => sameLine(one, more));
      return known || !movements.undoes(line, innermost(failure))
        ? undefined
        : { ...removal, lines: [...removal.lines, more] };
    });
  const inStep = () =>
    grow(program, alone, first, endless, (removal, failure) => {
      const more = innermost(failure);
      const known = [...removal.lines, ...removal.into].some((one) => sameLine(one, more));
      return known || !movements.undoes(line, more)
        ? undefined
        : { ...removal, into: [...removal.into, more] };
    });
  const listed = program.fns.get(line.fn)!.lines.find(({ label }) => label === line.label)!;
  return (
    together((failure) => callerOrSelf(failure, line)) ??
    together(innermost) ??
    everythingThatUndoes(program, alone, movements) ??
    (isPlainEffect(listed) ? inStep() : undefined) ??
    alone
  );
}

/**
 * The line with every call in the same threads whose function undoes what it does: where a count is dropped that others
 * hold too, what fails is not the step that drops it.
 */
function everythingThatUndoes(program: Program, alone: Removal, movements: Movements): Removal | undefined {
  const line = alone.lines[0]!;
  const { up, down } = movements.of(line);
  // A line that moves several things is more than a get, and what undoes one of them more than its put.
  if (up.size > 1 || down.size > 0) return undefined;
  const calls = program.bodies
    .filter(({ labels }) => labels.some((label) => sameLine(label, line)))
    .flatMap(({ fn: root, labels }) =>
      labels
        .filter((label) => label.fn !== line.fn && movements.undoes(line, label))
        .flatMap((label) => lastCall(root, label.calls) ?? []),
    );
  const distinct = calls.filter((call, i) => calls.findIndex((other) => sameLine(call, other)) === i);
  if (distinct.length === 0) return undefined;
  const all = { lines: [line, ...distinct], into: [] };
  return tryRemoval(program, all, movements.endless) === 'fine' ? all : undefined;
}

type Larger = (removal: Removal, failure: SerialFailure) => Removal | undefined;

function grow(
  program: Program,
  alone: Removal,
  first: SerialFailure,
  endless: ReadonlySet<string>,
  larger: Larger,
): Removal | undefined {
  let removal: Removal = alone;
  let failure = first;
  for (let size = 1; size < most; size++) {
    const next = failure.at === undefined ? undefined : larger(removal, failure);
    if (next === undefined) return undefined;
    const tried = tryRemoval(program, next, endless);
    if (tried === 'fine') return next;
    if (tried === 'unbuildable') return undefined;
    removal = next;
    failure = tried;
  }
  return undefined;
}

function tryRemoval(
  program: Program,
  removal: Removal,
  endless: ReadonlySet<string>,
): SerialFailure | 'fine' | 'unbuildable' {
  const { scenario, design, sizes } = program;
  try {
    const series = [...program.series, removalPatch(program, removal)];
    const without = withSeries(program, `${design} without`, series);
    return serialFailure(buildProgram(scenario, without, sizes), endless) ?? 'fine';
  } catch (error) {
    if (error instanceof ModelError) return 'unbuildable';
    throw error;
  }
}

function innermost({ at }: SerialFailure): LineName {
  return { fn: at!.fn, label: at!.label };
}

/** The line that makes the last of the calls that lead from a thread's function to a label; none without calls. */
export function lastCall(root: string, calls: readonly CallSite[]): LineName | undefined {
  const last = calls.at(-1);
  return last === undefined ? undefined : { fn: calls.at(-2)?.fn ?? root, label: last.label };
}

/** The line of the first one's function that leads to the failing one: the call of a put, where it gets. */
function callerOrSelf(failure: SerialFailure, { fn }: LineName): LineName {
  const { at, root } = failure;
  const callers = [root, ...at!.calls.map((call) => call.fn)];
  const call = at!.calls.find((_, i) => callers[i] === fn);
  return call === undefined ? innermost(failure) : { fn, label: call.label };
}
