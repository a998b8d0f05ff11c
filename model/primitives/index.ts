/** The kernel's primitives with their own checks: a machine is written with these. */
export { byAccess } from './accesses.ts';
export {
  atomic_add_unless,
  atomic_cmpxchg,
  atomic_dec,
  atomic_dec_and_test,
  atomic_inc,
  atomic_inc_not_zero,
  unless_dec_and_lock,
} from './atomic.ts';
export * from './bitfield.ts';
export * from './bitops.ts';
export * from './bitSpinlock.ts';
export * from './bug.ts';
export { cmpxchg, try_cmpxchg, xchg } from './cmpxchg.ts';
export * from './completion.ts';
export { bringup_cpu, cpu_online, take_cpu_down } from './cpuHotplug.ts';
export { cpus } from './cpus.ts';
export * from './hlist.ts';
export * from './ipi.ts';
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
export {
  list_add,
  list_add_tail,
  list_del,
  list_del_init,
  list_move,
  list_move_tail,
  list_splice,
  list_splice_init,
  list_splice_tail,
  list_splice_tail_init,
} from './list.ts';
export {
  INIT_LIST_HEAD,
  list_empty,
  list_empty_careful,
  list_entries,
  list_head,
  listRegisters,
} from './listHead.ts';
export * from './listRcu.ts';
export {
  list_first_entry,
  list_first_entry_or_null,
  list_for_each_entry,
  list_for_each_entry_rcu,
  list_for_each_entry_safe,
} from './listWalk.ts';
export * from './mmuGather.ts';
export * from './mutex.ts';
export * from './pageContents.ts';
export { pageFlags, pageWaitqueue, set_page_writeback, trylock_page_bit } from './pageFlags.ts';
export * from './pageFreeze.ts';
export {
  giveReference,
  heldPages,
  holdersIn,
  type Pages,
  pageRefFields,
  takeReference,
} from './pageHolder.ts';
export * from './pageLock.ts';
export {
  get_page,
  get_page_unless_zero,
  pageRefs,
  put_page_testzero,
  set_page_refcounted,
} from './pageRefs.ts';
export * from './pageWait.ts';
export * from './pageWake.ts';
export {
  get_cpu,
  get_cpu_var,
  put_cpu,
  put_cpu_var,
  raw_smp_processor_id,
  smp_processor_id,
  this_cpu_dec,
  this_cpu_inc,
  this_cpu_ptr,
  this_cpu_read,
} from './percpu.ts';
export * from './preempt.ts';
export * from './rcu.ts';
export {
  call_rcu,
  kfree_rcu,
  kfree_rcu_work,
  kmem_cache_destroy,
  rcu_barrier,
  rcu_callback_done,
  rcu_do_batch,
  slabWithRcuHead,
} from './rcuCallbacks.ts';
export * from './rcuSync.ts';
export { rcuFields } from './rcuTasks.ts';
export * from './refcount.ts';
export * from './rwlock.ts';
export * from './rwsem.ts';
export {
  raw_seqcount_begin,
  raw_write_seqcount_begin,
  raw_write_seqcount_end,
  read_seqcount_begin,
  read_seqcount_retry,
  seqcount,
  write_seqcount_begin,
  write_seqcount_end,
  write_seqcount_invalidate,
} from './seqcount.ts';
export * from './seqlock.ts';
export { allocate, kmem_cache_alloc, kmem_cache_free, type SlabRow, slab } from './slab.ts';
export { type LockOf, type Spinlock, spin_lock, spin_trylock, spin_unlock, spinlock } from './spinlock.ts';
export * from './spinlockIrq.ts';
export { type Current, type Tasks, taskFields } from './task.ts';
export { tlbEntry } from './tlb.ts';
export * from './tlbFlush.ts';
export * from './userAccess.ts';
export * from './waitEvent.ts';
export * from './waitQueue.ts';
export * from './workqueue.ts';
export * from './xas.ts';

/** The checks that the primitives make without being asked, as expectations and reports spell them. */
export const kernelChecks = [
  'slab-use-after-free',
  'double-free',
  'refcount',
  'lockdep',
  'list-corruption',
  'BUG_ON',
  'WARN_ON',
  'kmemleak',
  'page-ref',
  'page-contents',
  'stale-tlb',
] as const;
