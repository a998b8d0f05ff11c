/** The kernel's primitives with their own checks: a machine is written with these. */
export {
  atomic_dec_and_test,
  atomic_inc,
  atomic_inc_not_zero,
  unless_dec_and_lock,
} from './atomic.ts';
export * from './bitSpinlock.ts';
export * from './bug.ts';
export * from './completion.ts';
export {
  in_hardirq,
  in_interrupt,
  in_serving_softirq,
  in_softirq,
  in_task,
  irqFields,
  irqs_disabled,
  local_bh_disable,
  local_bh_enable,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
} from './irq.ts';
export * from './mutex.ts';
export * from './pageLock.ts';
export * from './preempt.ts';
export * from './rcu.ts';
export * from './refcount.ts';
export * from './rwlock.ts';
export * from './rwsem.ts';
export * from './slab.ts';
export { type LockOf, type Spinlock, spin_lock, spin_trylock, spin_unlock, spinlock } from './spinlock.ts';
export * from './spinlockIrq.ts';
export { type Current, type Tasks, taskFields } from './task.ts';
export { wait_event } from './waitEvent.ts';
export * from './waitQueue.ts';
export * from './workqueue.ts';

/** The checks that the primitives make without being asked, as expectations and reports spell them. */
export const kernelChecks = [
  'slab-use-after-free',
  'double-free',
  'refcount',
  'lockdep',
  'BUG_ON',
  'WARN_ON',
  'kmemleak',
] as const;
