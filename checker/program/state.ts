import { zeroOf } from './domain.ts';
import type { Program } from './program.ts';
import type { SizedNode, SizedRecord } from './sizedSchema.ts';
import type { ProgramThread } from './thread.ts';

/** A record of the shared state: leaves by name, records, and rows in arrays. */
export interface PlainRecord {
  [field: string]: unknown;
}

/** A thread's own part: the index of the label it stands before (their number: it has ended) and its slots by name. */
export interface ThreadState {
  label: number;
  slots: Record<string, unknown>;
}

/** A state as plain objects, frozen by the reference engine. */
export interface State {
  readonly shared: PlainRecord;
  readonly threads: readonly ThreadState[];
  /**
   * For each shared CPU the thread that runs there and may not be replaced where it stands; null: any thread of the CPU
   * may go on. Missing where no CPU is shared.
   */
  readonly running?: readonly (number | null)[];
}

/** The state with every leaf at zero, every thread before its first label, and nobody running. */
export function zeroState({ schema, threads, cpus }: Program): State {
  const state = { shared: zeroRecord(schema), threads: threads.map(zeroThread) };
  return cpus.length === 0 ? state : { ...state, running: cpus.map(() => null) };
}

function zeroThread({ body }: ProgramThread): ThreadState {
  return { label: 0, slots: Object.fromEntries(body.slots.map((slot) => [slot.name, zeroOf(slot.leaf)])) };
}

function zeroRecord(record: SizedRecord): PlainRecord {
  return Object.fromEntries([...record.fields].map(([field, node]) => [field, zeroNode(node)]));
}

function zeroNode(node: SizedNode): unknown {
  if (node.kind === 'leaf') return zeroOf(node);
  if (node.kind === 'record') return zeroRecord(node);
  return Array.from({ length: node.rows }, () => zeroRecord(node.row));
}
