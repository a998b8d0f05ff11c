import { isHeldBy } from '../program/locks.ts';
import { heldOffBy } from '../program/preemption.ts';
import type { Program } from '../program/program.ts';
import type { State } from '../program/state.ts';
import { answer, type Read } from './answer.ts';

/**
 * The threads of a state, in which nobody has a step, that can never have one whatever others would do: what keeps each
 * of them is a lock that another of them holds, a CPU that another of them keeps, or what is its own.
 */
export function lockedOut(program: Program, state: State): ReadonlySet<number> {
  const out = new Map(
    program.threads
      .filter(({ index, body, optional }) => {
        const { label } = state.threads[index]!;
        const standing = body.labels[label];
        const isOnCpu = heldOffBy(program, state, index) === undefined;
        return standing !== undefined && !(optional && label === 0) && !(isOnCpu && standing.bound);
      })
      .map(({ index }) => [index, whatKeeps(program, state, index)] as const),
  );
  for (let before = -1; before !== out.size; ) {
    before = out.size;
    for (const [thread, keeps] of out) if (!keeps(out)) out.delete(thread);
  }
  return new Set(out.keys());
}

/** Whether a thread is kept for good if some are. */
type Keeps = (out: ReadonlyMap<number, unknown>) => boolean;

function whatKeeps(program: Program, state: State, thread: number): Keeps {
  const holder = heldOffBy(program, state, thread);
  if (holder !== undefined) return (out) => out.has(holder);
  const steps = program.stepsAt[thread]![state.threads[thread]!.label]!;
  const reads = steps.flatMap((step) => answer(program, state, step, 'guard')?.reads ?? []);
  return (out) => reads.every((read) => staysAsItIs(program, state, thread, read, out));
}

/** Whether nobody but those that are kept changes a field: it is the thread's own, or a part of a lock that they hold. */
function staysAsItIs(
  { locks }: Program,
  { shared }: State,
  thread: number,
  { field }: Read,
  out: ReadonlyMap<number, unknown>,
): boolean {
  if (field.thread !== undefined) return true;
  if (field.row?.table === 'task' && field.row.row === thread) return true;
  const lock = locks.find(({ path }) => path === field.lock);
  return lock !== undefined && [...out.keys()].some((holder) => isHeldBy(lock, shared, holder));
}
