import type { Threads } from '../../model/language/index.ts';
import { readsOf } from '../meaning/answer.ts';
import type { Field } from '../program/fields.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import type { Step } from '../program/step.ts';
import { aboutField, touchesOf } from './failingAccess.ts';
import type { Access, TraceFailure } from './trace.ts';

/** A step that was taken, and where it began. */
export interface TakenStep {
  readonly state: State;
  readonly step: Step;
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
  threads: Threads,
  taken: readonly TakenStep[],
  { check, property }: TraceFailure,
): Pick<TraceFailure, 'access' | 'against'> {
  const broken = program.properties.find(({ kind, name }) => kind === check && name === property);
  if (broken === undefined || !('holds' in broken)) return {};
  const holds = broken.holds as (...given: unknown[]) => unknown;
  const reads = readsOf(program, states, (shared) => holds(...shared, threads));
  const known = new Map<number, readonly Field[]>();
  const written = (index: number): readonly Field[] => {
    const fields = known.get(index) ?? writtenBy(program, taken[index]!);
    known.set(index, fields);
    return fields;
  };
  const wrote = (counts: (thread: number, index: number) => boolean) =>
    lastWrite(reads, written, taken, counts);
  const byLast = wrote((_, index) => check !== 'atTheEnd' && index === taken.length - 1);
  const access = byLast ?? (check === 'everyStep' ? undefined : wrote(() => true));
  if (access === undefined) return {};
  const own = taken[access.step]!.step.thread.index;
  const against = wrote((thread, index) => index < access.step && thread !== own);
  return against === undefined ? { access } : { access, against };
}

function writtenBy(program: Program, { state, step }: TakenStep): Field[] {
  const { touched } = touchesOf(program, state, step);
  return touched.flatMap(({ kind, field }) => (kind === 'write' ? [field] : []));
}

/** The last step that counts and writes the field that was read last, or else the one before that, and so on. */
function lastWrite(
  reads: readonly Field[],
  written: (index: number) => readonly Field[],
  taken: readonly TakenStep[],
  counts: (thread: number, index: number) => boolean,
): Access | undefined {
  for (const field of reads.toReversed()) {
    const index = taken.findLastIndex(
      ({ step }, i) => counts(step.thread.index, i) && written(i).includes(field),
    );
    if (index >= 0) return { kind: 'write', ...aboutField(field), step: index };
  }
  return undefined;
}
