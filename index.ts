/**
 * What a scenario file of your own imports: the language, and the kernel's primitives. Each name here is one that a
 * machine, a patch, a property or a scenario is written with, or the type of what is made so.
 */
export { type Address, addressOf, container_of, type TableOf } from './model/language/address.ts';
export { atomically } from './model/language/atomically.ts';
export { call } from './model/language/call.ts';
export type { Context } from './model/language/context.ts';
export {
  type Design,
  design,
  type Expected,
  holds,
  type InitialStates,
  type Unreachable,
  violated,
} from './model/language/design.ts';
export { any, type Branch, either, on, otherwise } from './model/language/either.ts';
export type { Extended, Extension } from './model/language/extension.ts';
export * from './model/language/leaves.ts';
export type { AnyFn, Call, Fn, MyOf, OwnThread } from './model/language/listing.ts';
export { type AnyMachine, type Machine, machine, type Taken } from './model/language/machine.ts';
export { ModelError } from './model/language/modelError.ts';
export {
  type Bound,
  bounded,
  type Effect,
  type Guard,
  goto,
  type Operation,
  oneStep,
  spin,
  thenGoto,
  unless,
  wait,
  when,
  yields,
} from './model/language/operation.ts';
export {
  type AnyPatch,
  after,
  before,
  type Hunk,
  type Patch,
  patch,
  remove,
  replace,
} from './model/language/patch.ts';
export { deref, type Ptr, type Row, type Rows, row } from './model/language/pointer.ts';
export {
  always,
  atTheEnd,
  everyStep,
  type MeasureOf,
  maximum,
  never,
  type Place,
  type Predicate,
  type Property,
  type StepPredicate,
  sometimes,
  type Threads,
  type ThreadView,
  within,
} from './model/language/property.ts';
export {
  add,
  emptySet,
  has,
  isEmpty,
  nextRow,
  type RowSet,
  remove as removeRow,
  rowsOf,
} from './model/language/rowSet.ts';
export { type Preemption, type Scenario, type ScenarioDesign, scenario } from './model/language/scenario.ts';
export {
  type ArrayNode,
  array,
  ghost,
  type Lifetime,
  type LockKind,
  type Node,
  type RecordNode,
  record,
  type Shape,
  type StateOf,
  type TableNode,
  type Touch,
  table,
  tasks,
  type ValueOf,
  word,
} from './model/language/schema.ts';
export { type Size, type SizeParameter, type Sizes, size } from './model/language/size.ts';
export { many, type Thread, type ThreadGroup, type ThreadOptions, thread } from './model/language/thread.ts';
export { Violation, violate } from './model/language/violation.ts';
export { type AddressOf, byAccess, type ListStep, type Registers } from './model/primitives/accesses.ts';
export {
  atomic_add_unless,
  atomic_cmpxchg,
  atomic_dec,
  atomic_dec_and_test,
  atomic_inc,
  atomic_inc_not_zero,
  type CounterOf,
  unless_dec_and_lock,
} from './model/primitives/atomic.ts';
export * from './model/primitives/bitfield.ts';
export * from './model/primitives/bitops.ts';
export * from './model/primitives/bitSpinlock.ts';
export { BUG_ON, VM_BUG_ON, WARN_ON } from './model/primitives/bug.ts';
export {
  cmpxchg,
  type Having,
  type RowOf,
  try_cmpxchg,
  type ValueFor,
  xchg,
} from './model/primitives/cmpxchg.ts';
export * from './model/primitives/completion.ts';
export * from './model/primitives/cpuHotplug.ts';
export { type CpuRow, type Cpus, cpus } from './model/primitives/cpus.ts';
export * from './model/primitives/hlist.ts';
export { kernelChecks } from './model/primitives/index.ts';
export {
  type CallSingleData,
  type CsdOf,
  callSingleData,
  csd_lock_wait,
  csd_unlock,
  flush_smp_call_function_queue,
  smp_call_function_single,
} from './model/primitives/ipi.ts';
export {
  type Flags,
  type Irqs,
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
} from './model/primitives/irq.ts';
export * from './model/primitives/list.ts';
export * from './model/primitives/listHead.ts';
export * from './model/primitives/listRcu.ts';
export * from './model/primitives/listWalk.ts';
export * from './model/primitives/mmuGather.ts';
export * from './model/primitives/mutex.ts';
export * from './model/primitives/pageContents.ts';
export {
  type PageBits,
  type PageOf,
  type PageWaitqueue,
  pageFlags,
  pageWaitqueue,
  set_page_writeback,
  trylock_page_bit,
  type WaitBit,
} from './model/primitives/pageFlags.ts';
export * from './model/primitives/pageFreeze.ts';
export {
  giveReference,
  type HolderOf,
  heldPages,
  holdersIn,
  type PageHolder,
  type PagePtrOf,
  type PageRefs,
  type Pages,
  pageRefFields,
  takeReference,
} from './model/primitives/pageHolder.ts';
export * from './model/primitives/pageLock.ts';
export {
  get_page,
  get_page_unless_zero,
  pageRefs,
  put_page_testzero,
  set_page_refcounted,
} from './model/primitives/pageRefs.ts';
export * from './model/primitives/pageWait.ts';
export * from './model/primitives/pageWake.ts';
export * from './model/primitives/percpu.ts';
export { CONFIG_PREEMPT, cond_resched, preempt_disable, preempt_enable } from './model/primitives/preempt.ts';
export { rcu_read_lock, rcu_read_unlock } from './model/primitives/rcu.ts';
export * from './model/primitives/rcuCallbacks.ts';
export * from './model/primitives/rcuSync.ts';
export { type RcuTask, type RcuTasks, rcuFields } from './model/primitives/rcuTasks.ts';
export { refcount_dec_and_test, refcount_inc, refcount_inc_not_zero } from './model/primitives/refcount.ts';
export * from './model/primitives/rwlock.ts';
export * from './model/primitives/rwsem.ts';
export {
  raw_seqcount_begin,
  raw_write_seqcount_begin,
  raw_write_seqcount_end,
  read_seqcount_begin,
  read_seqcount_retry,
  type Seqcount,
  type SeqcountOf,
  seqcount,
  write_seqcount_begin,
  write_seqcount_end,
  write_seqcount_invalidate,
} from './model/primitives/seqcount.ts';
export * from './model/primitives/seqlock.ts';
export { allocate, kmem_cache_alloc, kmem_cache_free, type SlabRow, slab } from './model/primitives/slab.ts';
export {
  type LockOf,
  type Spinlock,
  spin_lock,
  spin_trylock,
  spin_unlock,
  spinlock,
} from './model/primitives/spinlock.ts';
export {
  spin_lock_bh,
  spin_lock_irq,
  spin_lock_irqsave,
  spin_unlock_bh,
  spin_unlock_irq,
  spin_unlock_irqrestore,
} from './model/primitives/spinlockIrq.ts';
export { type Current, in_atomic, might_sleep, type Tasks, taskFields } from './model/primitives/task.ts';
export { type TlbEntry, tlbEntry } from './model/primitives/tlb.ts';
export * from './model/primitives/tlbFlush.ts';
export * from './model/primitives/userAccess.ts';
export * from './model/primitives/waitEvent.ts';
export * from './model/primitives/waitQueue.ts';
export * from './model/primitives/workqueue.ts';
export * from './model/primitives/xas.ts';
