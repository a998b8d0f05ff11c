import { isHandler, levelOf } from '../../model/language/index.ts';
import { zeroOf } from './domain.ts';
import { type Field, sharedValue } from './fields.ts';
import type { State } from './state.ts';
import type { ProgramThread } from './thread.ts';

/**
 * What keeps a thread from its CPU beside the turns of others: the handlers that run there, which one at a time have it to
 * themselves. A handler has begun behind its first label and is over at its end, or before its first label again.
 */
export interface Gate {
  /** The handlers of the CPU, by index: while one of them has begun and is not over, the thread waits for that. */
  readonly stops: readonly number[];
  /** For a handler: fields of the threads that it would interrupt. While one of them is not zero it does not begin. */
  readonly masks: readonly Field[];
}

/** By thread its gate, where there is one: on CPUs that handlers run on, unless they are alone there. */
export function findGates(
  threads: readonly ProgramThread[],
  fields: readonly Field[],
): readonly (Gate | undefined)[] {
  return threads.map(({ index, context, cpu }) => {
    const level = levelOf[context];
    const others = threads.filter((other) => other.index !== index && other.cpu === cpu);
    const stops = others.filter((other) => isHandler(other.context) && levelOf[other.context] >= level);
    const below = others.filter((other) => levelOf[other.context] < level).map((other) => other.index);
    const masks = fields.filter(
      ({ leaf, row }) =>
        leaf.masks !== undefined &&
        levelOf[leaf.masks] >= level &&
        row?.table === 'task' &&
        below.includes(row.row),
    );
    return stops.length + below.length === 0 ? undefined : { stops: stops.map((one) => one.index), masks };
  });
}

/** Whether a handler that stands before a label has begun and is not over. */
export const hasBegun = ({ body }: ProgramThread, label: number): boolean =>
  label > 0 && label < body.labels.length;

/** The thread that a thread's gate is closed by: a handler that runs, or one that has handlers turned off. */
export function closedBy(
  {
    threads,
    gates,
  }: { readonly threads: readonly ProgramThread[]; readonly gates: readonly (Gate | undefined)[] },
  state: State,
  thread: number,
): number | undefined {
  const gate = gates[thread];
  if (gate === undefined) return undefined;
  const stop = gate.stops.find((handler) => hasBegun(threads[handler]!, state.threads[handler]!.label));
  if (stop !== undefined || state.threads[thread]!.label !== 0) return stop;
  return gate.masks.find(({ keys, leaf }) => sharedValue(keys, state.shared) !== zeroOf(leaf))?.row?.row;
}
