import { ModelError, type Preemption } from '../../model/language/index.ts';
import type { FlatLabel } from './body.ts';
import { forms } from './forms.ts';
import { closedBy } from './gates.ts';
import { messageOf } from './messageOf.ts';
import type { Program } from './program.ts';
import { answerOf, NoAnswer } from './recipeError.ts';
import type { State } from './state.ts';
import type { ProgramThread } from './thread.ts';

/** The index among the shared CPUs of the one that a thread runs on; -1 where it has one to itself. */
function sharedCpuOf({ cpus }: Pick<Program, 'cpus'>, thread: number): number {
  return cpus.findIndex(({ threads }) => threads.includes(thread));
}

/**
 * The other thread that a thread's CPU is kept from it by, if there is one: a handler that runs there, one that has
 * handlers such as this one turned off, or one that takes turns with it and cannot be replaced where it stands.
 */
export function heldOffBy(
  program: Pick<Program, 'cpus' | 'gates' | 'threads'>,
  state: State,
  thread: number,
): number | undefined {
  const closed = closedBy(program, state, thread);
  if (closed !== undefined) return closed;
  const holder = state.running?.[sharedCpuOf(program, thread)] ?? null;
  return holder === null || holder === thread ? undefined : holder;
}

/**
 * Whether a thread that runs may be replaced on its CPU: it has ended, is idle again or yields, the scenario lets it be
 * preempted, or it sleeps: its label has no step for it and does not spin. At a bound of the model it does not sleep, as
 * what is modelled would go on there.
 */
export function mayBeReplaced(
  { body, optional }: ProgramThread,
  at: number,
  isPreempted: () => boolean,
  isBlocked: (label: FlatLabel) => boolean,
): boolean {
  const label = body.labels[at];
  if (label === undefined || forms[label.form].yields || (optional && at === 0)) return true;
  const sleeps = forms[label.form].waits !== 'spinning' && label.bound === undefined;
  return isPreempted() || (sleeps && isBlocked(label));
}

/** What the scenario says of a thread where it stands. */
export function askPreemption(
  { scenario, design, threads }: Program,
  thread: number,
  shared: unknown,
  my: unknown,
): boolean {
  const preemption = scenario.preemption as Preemption<unknown> | undefined;
  if (preemption === undefined) return false;
  try {
    return answerOf('preemption', preemption(shared, my as never));
  } catch (error) {
    if (error instanceof NoAnswer)
      throw new ModelError(`${scenario.name}@${design}: ${threads[thread]!.name}: ${error.message}`);
    throw new ModelError(
      `${scenario.name}@${design}: its preemption throws instead of answering for ${threads[thread]!.name}: ${messageOf(error)}; allowed: reading the state`,
    );
  }
}
