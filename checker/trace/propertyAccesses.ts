import type { ThreadView } from '../../model/language/index.ts';
import type { Program } from '../program/program.ts';
import type { Action, State } from '../program/state.ts';
import { readsOf } from '../reference/watchedViews.ts';
import { touchesOf } from './failingAccess.ts';
import type { Access, TraceFailure } from './trace.ts';

/** A step: where it begins, and what is done there. */
export interface Taken {
  readonly state: State;
  readonly action: Action;
}

/**
 * The two writes that a property was broken by, of what it looked at before it said no. `access` is the last step's: it
 * has made an `always` or an `everyStep` false that was true before. What is false at the end may have been for long,
 * so there it is the last write of the field that the property looked at last. `against` is what another thread wrote
 * before that. Writing the value that is there already is a write too, as in a lost update. Both are left out where
 * there is none.
 */
export function propertyAccesses(
  program: Program,
  /** The state that is wrong, or the ones before and after the step that is. */
  states: readonly State[],
  threads: readonly ThreadView[],
  steps: readonly Taken[],
  { check, property }: TraceFailure,
): Pick<TraceFailure, 'access' | 'against'> {
  const broken = program.properties.find(({ kind, name }) => kind === check && name === property);
  if (broken === undefined || !('holds' in broken)) return {};
  const holds = broken.holds as (...given: unknown[]) => unknown;
  const reads = readsOf(program, states, (shared) => holds(...shared, threads));
  const written = steps.map(({ state, action }) =>
    touchesOf(program, state, action).touched.flatMap(({ kind, path }) => (kind === 'write' ? [path] : [])),
  );
  const wrote = (counts: (thread: number, step: number) => boolean): Access | undefined => {
    for (const path of reads.toReversed()) {
      const step = steps.findLastIndex(
        ({ action }, i) => counts(action.thread, i) && written[i]!.includes(path),
      );
      if (step >= 0) return { kind: 'write', path, step };
    }
    return undefined;
  };
  const byLast = wrote((_, step) => check !== 'atTheEnd' && step === steps.length - 1);
  const access = byLast ?? (check === 'everyStep' ? undefined : wrote(() => true));
  if (access === undefined) return {};
  const own = steps[access.step]!.action.thread;
  const against = wrote((thread, step) => step < access.step && thread !== own);
  return against === undefined ? { access } : { access, against };
}
