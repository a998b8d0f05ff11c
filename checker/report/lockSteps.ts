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
  return steps.flatMap(({ changes }, step) => {
    const kinds = new Map<string, LockStep['kind']>();
    for (const change of changes) {
      const { lock } = change.field;
      // A lock may consist of several fields, as a bit and its owner: they say the same of it.
      if (lock !== undefined && !kinds.has(lock)) kinds.set(lock, grows(change) ? 'takes' : 'gives up');
    }
    return [...kinds].map(([lock, kind]) => ({ step, lock, kind }));
  });
}

/** An owner is a task or null, the readers are a set of them, and a bit is set where it is held. */
function grows({ field: { leaf }, from, to }: Change): boolean {
  return domainOf(leaf).moves(leaf, from, to) === 'up';
}
