import type { Change, Trace } from '../trace/trace.ts';

/** The step of another thread that the failing one races with, and what it changed. */
export interface RacingAccess {
  /** The row that both touch, as the failure's message names it: `anon_vma[0]`. */
  readonly row: string;
  /** Index among the trace's steps. */
  readonly step: number;
  readonly change: Change;
}

/**
 * The last change that another thread made to what the failure's message names first: the field, or else its row.
 * Undefined where the message names no row, or nobody else has written it.
 */
export function racingAccess({ steps, failure }: Trace): RacingAccess | undefined {
  const last = steps.at(-1);
  const named = /([A-Za-z_]\w*\[\d+\])(?:\.\w+|\[\d+\])*/.exec(failure?.message ?? '');
  if (last === undefined || named === null) return undefined;
  const [path, row] = named as unknown as [string, string];
  for (const wanted of path === row ? [row] : [path, row]) {
    for (let step = steps.length - 2; step >= 0; step--) {
      const { thread, changes } = steps[step]!;
      const change = thread === last.thread ? undefined : changes.find((c) => isWithin(c.path, wanted));
      if (change !== undefined) return { row, step, change };
    }
  }
  return undefined;
}

function isWithin(path: string, wanted: string): boolean {
  return path === wanted || path.startsWith(`${wanted}.`) || path.startsWith(`${wanted}[`);
}

/**
 * The functions that a failure is between: the failing one, and what the other thread runs; for a deadlock, what
 * each thread runs that is stuck in it.
 */
export function racingFunctions(trace: Trace): string[] {
  const { threads, steps, failure } = trace;
  if (failure?.check === 'deadlock') return unique(stuckThreads(trace).map((thread) => threads[thread]!.fn));
  const last = steps.at(-1);
  if (last === undefined) return [];
  const racing = racingAccess(trace);
  const other =
    racing === undefined ? steps.findLast(({ thread }) => thread !== last.thread) : steps[racing.step];
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
