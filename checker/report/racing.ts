import type { Property } from '../../model/language/index.ts';
import { type Field, isWithin } from '../program/fields.ts';
import { known } from '../program/known.ts';
import type { About, Change, Trace, TraceFailure } from '../trace/trace.ts';

/**
 * The step of another thread that the failing one races with, the field that it wrote and the row of that, which the
 * failing step touches too; for a property it may be another one.
 */
export interface RacingAccess extends About {
  /** Index among the trace's steps. */
  readonly step: number;
  /** Undefined where it wrote the value that was there already. */
  readonly change?: Change;
}

/** The checks that are not built in: a property says what is wrong, and knows no step and no row. */
export const propertyChecks: readonly string[] = [
  'always',
  'everyStep',
  'atTheEnd',
] satisfies Property<never>['kind'][];

/**
 * What another thread last wrote of what the failure is about: what its message names first, or else the field that the
 * failing step touches; for a property, what it looked at. Of a row that it names, whether the row is there counts
 * first, and then the field that the step touches in it. Undefined where neither says, or nobody else has written it:
 * a write of another field of the row is no part of the race.
 */
export function racingAccess({ steps, failure }: Trace): RacingAccess | undefined {
  if (failure === undefined || steps.length === 0) return undefined;
  const { access, against, check } = failure;
  if (against !== undefined) {
    const { path, row, step } = against;
    const change = steps[step]!.changes.find(({ field }) => field.path === path);
    return { row, step, path, ...known({ change }) };
  }
  const about = whatFailureIsAbout(failure);
  if (about === undefined || (access !== undefined && propertyChecks.includes(check))) return undefined;
  const { path, row } = about;
  const own = access?.step ?? steps.length - 1;
  const inRow = path === row && access !== undefined && access.path !== row && isWithin(access.path, row);
  const wanted: ((field: Field) => boolean)[] = inRow
    ? [
        (field) => field.bookkeeping && isWithin(field.path, row),
        (field) => isWithin(field.path, access.path),
      ]
    : [(field) => isWithin(field.path, path)];
  for (const isMeant of wanted) {
    for (let step = own - 1; step >= 0; step--) {
      const { thread, changes } = steps[step]!;
      const change = thread === steps[own]!.thread ? undefined : changes.find(({ field }) => isMeant(field));
      if (change !== undefined) return { row, step, path: change.field.path, change };
    }
  }
  return undefined;
}

/** The field or row that a failure is about, and its row; what lies in no row stands for itself. */
export function whatFailureIsAbout({ about, access }: TraceFailure): About | undefined {
  return about ?? access;
}

/**
 * The functions that a failure is between: the one that fails or wrote what is wrong, and what the other thread runs,
 * which is the last one that took a step where a property is broken or nothing says what is touched; for a deadlock or a
 * round that never ends, what each thread runs that is stuck in it.
 */
export function racingFunctions(trace: Trace): string[] {
  const { threads, steps, failure, round } = trace;
  if (failure?.check === 'deadlock' || round !== undefined) {
    const going = failure?.check === 'soft-lockup' ? steps.slice(round).map(({ thread }) => thread) : [];
    return unique([...going, ...stuckThreads(trace)].map((thread) => threads[thread]!.fn));
  }
  const last = steps[failure?.access?.step ?? steps.length - 1];
  if (last === undefined) return [];
  const racing = racingAccess(trace);
  const isKnown =
    failure !== undefined &&
    !propertyChecks.includes(failure.check) &&
    whatFailureIsAbout(failure) !== undefined;
  const before = isKnown ? undefined : steps.findLast(({ thread }) => thread !== last.thread);
  const other = racing === undefined ? before : steps[racing.step];
  return other === undefined ? [last.fn] : [last.fn, threads[other.thread]!.fn];
}

/** The threads that wait at the end of a trace, but for those that need not begin and have not. */
export function stuckThreads({ threads, waiting, steps }: Trace): number[] {
  const stuck = new Set(waiting.map(({ thread }) => thread));
  for (const step of steps) {
    stuck.delete(step.thread);
    for (const { thread } of step.waiting) stuck.add(thread);
  }
  const hasBegun = (thread: number) => steps.some((step) => step.thread === thread);
  return threads.flatMap(({ optional }, i) => (stuck.has(i) && (!optional || hasBegun(i)) ? [i] : []));
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
