import { type Context, count, ghost, type Ptr, violate } from '../language/index.ts';

/**
 * The fields of `current` that the primitives keep: give them to `tasks` in a machine that uses locks or RCU.
 * `locks` bounds how many spinlocks a task holds at once, `nesting` how deep its RCU read sections go.
 * No other CPU ever loads or stores them: that a free looks at the sections of all tasks is the model's knowledge of the
 * grace period. So they are ghosts, and no accesses of the labels that count in them.
 * include/linux/sched.h, include/linux/hardirq.h
 */
export const taskFields = (locks = 3, nesting = 2) => ({
  preempt_count: ghost(count(locks)),
  rcu_read_lock_nesting: ghost(count(nesting)),
});

/** The part of the state that a primitive needs to know who runs. */
export interface Tasks {
  readonly task: readonly { preempt_count: number; rcu_read_lock_nesting: number }[];
}

/** The part of a thread that a primitive needs. */
export interface Current {
  readonly current: Ptr<'task'> & number;
  readonly context: Context;
}

/** True where the scheduler must not be entered: a spinlock is held, an RCU read section is open, an interrupt runs. */
export function in_atomic(state: Tasks, my: Current): boolean {
  const task = state.task[my.current]!;
  return task.preempt_count > 0 || task.rcu_read_lock_nesting > 0 || my.context === 'interrupt';
}

/** The kernel's might_sleep(): a violation in atomic context, whether or not the caller would have slept. */
export function might_sleep(state: Tasks, my: Current, what: string): void {
  if (!in_atomic(state, my)) return;
  const task = state.task[my.current]!;
  const why =
    task.preempt_count > 0
      ? 'with preemption disabled'
      : task.rcu_read_lock_nesting > 0
        ? 'inside an RCU read-side critical section'
        : 'in interrupt context';
  violate('lockdep', `sleeping function called from invalid context: ${what} ${why}`);
}
