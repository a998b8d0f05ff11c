import { domainOf } from '../program/domains/index.ts';
import type { Change, Trace } from '../trace/trace.ts';

/** What a step of a trace does to a lock. */
export interface LockStep {
  /** Index among the trace's steps. */
  readonly step: number;
  /** As reports write it: `page[0].lock`. */
  readonly lock: string;
  readonly kind: 'takes' | 'gives up';
}

/** The steps of a trace that take a lock or give one up, in order. */
export function lockSteps({ steps }: Trace): LockStep[] {
  return steps.flatMap(({ changes }, step) =>
    changes.flatMap((change) => {
      const { lock } = change.field;
      return lock === undefined ? [] : [{ step, lock, kind: grows(change) ? 'takes' : 'gives up' } as const];
    }),
  );
}

/** An owner is a task or null, the readers are a set of them. */
function grows({ field: { leaf }, from, to }: Change): boolean {
  return domainOf(leaf).moves(leaf, from, to) === 'up';
}
