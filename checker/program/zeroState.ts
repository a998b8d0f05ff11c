import { decode, zeroOf } from './domain.ts';
import type { Program } from './program.ts';
import type { SizedNode, SizedRecord } from './sizedSchema.ts';
import type { PlainRecord, State, ThreadState } from './state.ts';
import type { ProgramThread } from './thread.ts';

/** The state with every leaf at zero, every thread before its first label, and nobody running. */
export function zeroState({ schema, threads, cpus }: Program): State {
  const state = { shared: zeroRecord(schema), threads: threads.map(zeroThread) };
  return cpus.length === 0 ? state : { ...state, running: cpus.map(() => null) };
}

function zeroThread({ body }: ProgramThread): ThreadState {
  const slots = body.slots.map(({ name, leaf }, i): [string, unknown] => {
    const begin = body.begins.find(({ slot }) => slot === i);
    return [name, begin === undefined ? zeroOf(leaf) : decode(leaf, begin.code)];
  });
  return { label: 0, slots: Object.fromEntries(slots) };
}

function zeroRecord(record: SizedRecord): PlainRecord {
  return Object.fromEntries([...record.fields].map(([field, node]) => [field, zeroNode(node)]));
}

function zeroNode(node: SizedNode): unknown {
  if (node.kind === 'leaf') return zeroOf(node);
  if (node.kind === 'record') return zeroRecord(node);
  return Array.from({ length: node.rows }, () => zeroRecord(node.row));
}
