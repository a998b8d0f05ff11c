import { bool, ghost, ModelError, type RowSet, rowSet } from '../language/index.ts';
import type { Current, Tasks } from './task.ts';

/**
 * The fields of `tasks` that call_rcu(), rcu_barrier() and synchronize_rcu() keep, beside taskFields(). They are ghosts:
 * RCU knows all that some other way, and no access of a label is made to them.
 * kernel/rcu/tree.c
 * @example
 * const shape = { obj: slabWithRcuHead(2, { value: count(1) }), task: tasks({ ...taskFields(), ...rcuFields() }) };
 */
export const rcuFields = () => ({
  /** In synchronize_rcu(): the tasks whose read section was open when it began, and is open still. */
  rcu_waits_for: ghost(rowSet('task')),
  /** Whether it runs a callback. */
  rcu_callback: ghost(bool()),
  /** In a callback: the tasks in rcu_barrier() that wait for it. */
  rcu_barriers: ghost(rowSet('task')),
});

/** What rcuFields() keeps of a thread. */
export interface RcuTask {
  rcu_waits_for: RowSet<'task'>;
  rcu_callback: boolean;
  rcu_barriers: RowSet<'task'>;
}

/** The part of the state that waits for readers. */
export interface RcuTasks {
  readonly task: readonly (Tasks['task'][number] & RcuTask)[];
}

/** What is kept of all threads; throws ModelError on a machine that has no such fields. */
export function checkReaders({ task }: RcuTasks): RcuTasks['task'] {
  if (task?.[0] !== undefined && 'rcu_waits_for' in task[0]) return task;
  throw new ModelError(
    "the machine's table 'task' has no field 'rcu_waits_for'; allowed: task: tasks({ ...taskFields(), ...rcuFields() })",
  );
}

/** What is kept of the thread that runs; throws ModelError on a machine that has no such fields. */
export const rcuTask = (state: RcuTasks, { current }: Pick<Current, 'current'>): RcuTask =>
  checkReaders(state)[current]!;
