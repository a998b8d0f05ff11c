import { findLocks } from '../program/locks.ts';
import type { Program } from '../program/program.ts';
import type { Trace } from '../trace/trace.ts';

/** What a step of a trace does to a lock. */
export interface LockStep {
  /** Index among the trace's steps. */
  readonly step: number;
  /** As reports write it: `page[0].lock`. */
  readonly lock: string;
  readonly kind: 'takes' | 'gives up';
}

/** The steps of a trace that take a lock or give one up, in order. */
export function lockSteps({ schema }: Program, { steps }: Trace): LockStep[] {
  const locks = findLocks(schema).map(({ path }) => path);
  return steps.flatMap(({ changes }, step) =>
    changes.flatMap(({ path, from, to }) => {
      const lock = locks.find((one) => path.startsWith(`${one}.`));
      return lock === undefined
        ? []
        : [{ step, lock, kind: grows(from, to) ? 'takes' : 'gives up' } as const];
    }),
  );
}

/** An owner is NULL or a task, the readers are a set of them. */
function grows(from: string, to: string): boolean {
  return from.startsWith('{')
    ? to.split(',').length > from.split(',').length || from === '{}'
    : from === 'NULL';
}
