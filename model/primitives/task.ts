import { type Context, count, ghost, ModelError, type Ptr, violate, zeroAtExit } from '../language/index.ts';

/**
 * The fields of `current` that the primitives keep: give them to `tasks` in a machine that uses locks or RCU.
 * `locks` bounds how many spinlocks a task holds at once, `nesting` how deep its RCU read sections go; who leaves its
 * work with one of them open is reported.
 * No other CPU ever loads or stores them: that a free looks at the sections of all tasks is the model's knowledge of the
 * grace period. So they are ghosts, and no accesses of the labels that count in them.
 * include/linux/sched.h, include/linux/hardirq.h
 * @example
 * const shape = { lock: spinlock(), task: tasks(taskFields()) };
 */
export const taskFields = (locks = 3, nesting = 2) => ({
  preempt_count: zeroAtExit(ghost(count(locks))),
  rcu_read_lock_nesting: zeroAtExit(ghost(count(nesting))),
});

/** The part of the state that a primitive needs to know who runs. */
export interface Tasks {
  readonly task: readonly {
    preempt_count: number;
    rcu_read_lock_nesting: number;
    /** In machines with irqFields(). */
    irqs_disabled?: boolean;
    softirq_disable_count?: number;
  }[];
}

/** The part of a thread that a primitive needs. */
export interface Current {
  readonly current: Ptr<'task'> & number;
  readonly context: Context;
}

/** What the primitives keep of the thread that runs; throws ModelError on a machine that has no such fields. */
export function currentTask(state: Tasks, my: Pick<Current, 'current'>): Tasks['task'][number] {
  if (my === undefined)
    throw new ModelError(
      'a primitive is called without a state and a thread; allowed: its name alone in a listing, or (state, my) in a recipe',
    );
  const row = checkTasks(state.task)[my.current];
  if (row === undefined) throw noTasks(" has no row for each thread in 'task'");
  if (!('preempt_count' in row)) throw noTasks("'s table 'task' has no field 'preempt_count'");
  if (!('rcu_read_lock_nesting' in row))
    throw noTasks("'s table 'task' has no field 'rcu_read_lock_nesting'");
  return row;
}

/** The table `task`; throws ModelError on a machine that has none. */
export function checkTasks(task: Tasks['task'] | undefined): Tasks['task'] {
  if (typeof task === 'object' && task !== null) return task;
  throw noTasks(" has no table 'task'");
}

const noTasks = (why: string) => new ModelError(`the machine${why}; allowed: task: tasks(taskFields())`);

/**
 * True where the scheduler must not be entered: in a handler, with a spinlock held or an RCU read section open, and with
 * interrupts or softirqs disabled.
 * include/linux/preempt.h
 * @throws ModelError, when it is run, on a machine without tasks(taskFields())
 * @example
 * 'in_atomic()': when(in_atomic, 'out'),
 * schedule: (s, my) => might_sleep(s, my, 'schedule'),
 */
export function in_atomic(state: Tasks, my: Current): boolean {
  return whyAtomic(state, my) !== undefined;
}

/**
 * The kernel's might_sleep(): a violation in atomic context, whether or not the caller would have slept.
 * include/linux/kernel.h, __might_sleep() in kernel/sched/core.c
 * @throws ModelError, when it is run, on a machine without tasks(taskFields())
 * @example
 * 'in_atomic()': when(in_atomic, 'out'),
 * schedule: (s, my) => might_sleep(s, my, 'schedule'),
 */
export function might_sleep(state: Tasks, my: Current, what: string): void {
  const why = whyAtomic(state, my);
  if (why !== undefined) violate('lockdep', `sleeping function called from invalid context: ${what} ${why}`);
}

function whyAtomic(state: Tasks, my: Current): string | undefined {
  const task = currentTask(state, my);
  if (task.preempt_count > 0) return 'with preemption disabled';
  if (task.rcu_read_lock_nesting > 0) return 'inside an RCU read-side critical section';
  if (my.context === 'interrupt') return 'in an interrupt';
  if (my.context === 'softirq') return 'in a softirq';
  if (task.irqs_disabled === true) return 'with interrupts disabled';
  return (task.softirq_disable_count ?? 0) > 0 ? 'with softirqs disabled' : undefined;
}
