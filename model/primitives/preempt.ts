import { type Operation, violate, yields } from '../language/index.ts';
import { named } from './named.ts';
import { type Current, currentTask, in_atomic, might_sleep, type Tasks } from './task.ts';

/**
 * The `preemption` of a kernel with CONFIG_PREEMPT: a thread may be replaced on its CPU wherever it is not atomic. A
 * scenario that leaves the part out is a kernel without: only who sleeps or calls cond_resched() is replaced.
 * kernel/Kconfig.preempt, preemptible() in include/linux/preempt.h
 * @example
 * const preemptible = scenario('my/race', {
 *   summary: 'one thread',
 *   machine: mm, preemption: CONFIG_PREEMPT, threads: { one: thread(example, {}, { cpu: 0 }) }, designs: {},
 * });
 */
export function CONFIG_PREEMPT(state: Tasks, my: Current): boolean {
  return !in_atomic(state, my);
}

/**
 * preempt_disable(): the thread stays on its CPU, and nobody replaces it, until as many preempt_enable().
 * include/linux/preempt.h
 * @throws ModelError, when it is run, on a machine without tasks(taskFields())
 * @example
 * preempt_disable,
 * 'nr_free++': (s) => { s.nr_free++; },
 * preempt_enable,
 */
export function preempt_disable(state: Tasks, my: Current): void {
  currentTask(state, my).preempt_count++;
}

/**
 * preempt_enable(): lockdep reports one more of them than there are spinlocks held and preempt_disable() before it.
 * include/linux/preempt.h
 * @throws ModelError, when it is run, on a machine without tasks(taskFields())
 * @example
 * preempt_disable,
 * 'nr_free++': (s) => { s.nr_free++; },
 * preempt_enable,
 */
export function preempt_enable(state: Tasks, my: Current): void {
  const task = currentTask(state, my);
  if (task.preempt_count === 0) violate('lockdep', 'bad unlock balance: preemption is not disabled');
  task.preempt_count--;
}

/**
 * cond_resched(): lets another thread of the CPU run first if it likes; not to be called in atomic context.
 * include/linux/sched.h
 * @throws ModelError, when it is run, on a machine without tasks(taskFields())
 * @example
 * next_page: unless((s) => s.nr_free > 0, 'out'),
 * cond_resched,
 * again: goto('next_page'),
 */
export const cond_resched: Operation<Tasks, Current> = yields(
  named('cond_resched', (state: Tasks, my: Current) => might_sleep(state, my, 'cond_resched')),
);
