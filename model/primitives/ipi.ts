import { bool, type Operation, oneStep, record, type StateOf, spin, wait } from '../language/index.ts';
import { WARN_ON } from './bug.ts';
import { checkedRecord } from './checkedRecord.ts';
import { type Irqs, in_task, irqs_disabled } from './irq.ts';
import { named } from './named.ts';
import { type Current, currentTask } from './task.ts';

const fields = { locked: bool(), queued: bool() };
const node = record(fields);

/**
 * A call_single_data_t: what one CPU asks another one to run, in the handler of an IPI. `locked` is CSD_FLAG_LOCK,
 * from the call to its end; `queued` says that it is on the call_single_queue of its CPU, and the IPI under way. The
 * handler is a thread in the context 'interrupt' on that CPU, optional, which begins with flush_smp_call_function_queue.
 * One record for each CPU that is called by one caller. include/linux/smp.h, kernel/smp.c v5.12
 *
 * @example
 * const shape = { csd: callSingleData(), flushed: bool(), task: tasks({ ...taskFields(), ...irqFields() }) };
 * const ipi = thread(example, {}, { context: 'interrupt', cpu: 1, optional: true });
 */
export const callSingleData = () => node;
/** What a callSingleData() keeps. */
export type CallSingleData = StateOf<typeof fields>;

const aCsd = checkedRecord<CallSingleData>('queued', 'callSingleData()');

/** Finds the call data in the state: the `csd` of a C line. */
export type CsdOf<S, L> = (state: S, my: L) => CallSingleData;

/**
 * smp_call_function_single(): has another CPU run a function. With `wait` it leaves preemption disabled, up to the
 * csd_lock_wait() that has to follow; without, it spins first where the call before is not over. A WARN with interrupts
 * disabled, where two CPUs that call each other would wait for ever, and in handlers. kernel/smp.c v5.12
 *
 * @example
 * call: smp_call_function_single((s) => s.csd, { wait: true }),
 * csd_lock_wait: csd_lock_wait((s) => s.csd),
 */
export function smp_call_function_single<S, L>(
  csdOf: CsdOf<S, L>,
  how: { readonly wait: boolean },
): Operation<S & Irqs, L & Current> {
  const isWrong = (state: S & Irqs, my: L & Current) => irqs_disabled(state, my) || !in_task(state, my);
  return oneStep(
    "the call data is the caller's own until llist_add() puts it on the queue",
    spin<S & Irqs, L & Current>(
      (state, my) => !aCsd(csdOf(state, my)).locked || isWrong(state, my),
      named('smp_call_function_single', (state, my) => {
        const irqsOff = irqs_disabled(state, my);
        WARN_ON(irqsOff, 'cpu_online(this_cpu) && irqs_disabled() && !oops_in_progress');
        WARN_ON(!in_task(state, my), '!in_task()');
        const csd = aCsd(csdOf(state, my));
        csd.locked = true;
        csd.queued = true;
        if (how.wait) currentTask(state, my).preempt_count++;
      }),
    ),
  );
}

/**
 * csd_lock_wait(): spins until the function has run on the other CPU, and enables preemption. kernel/smp.c v5.12
 * @example
 * call: smp_call_function_single((s) => s.csd, { wait: true }),
 * csd_lock_wait: csd_lock_wait((s) => s.csd),
 */
export function csd_lock_wait<S, L>(csdOf: CsdOf<S, L>): Operation<S & Irqs, L & Current> {
  return spin<S & Irqs, L & Current>(
    (state, my) => !aCsd(csdOf(state, my)).locked,
    named('csd_lock_wait', (state, my) => {
      currentTask(state, my).preempt_count--;
    }),
  );
}

/**
 * The IPI: comes when something is on the queue, and takes it off, one llist_del_all(). kernel/smp.c v5.12
 * @example
 * flush_smp_call_function_queue: flush_smp_call_function_queue((s) => s.csd),
 * func: (s) => { s.flushed = true; },
 * csd_unlock: goto('flush_smp_call_function_queue', csd_unlock((s) => s.csd)),
 */
export function flush_smp_call_function_queue<S, L>(csdOf: CsdOf<S, L>): Operation<S, L> {
  return wait<S, L>(
    (state, my) => aCsd(csdOf(state, my)).queued,
    named('flush_smp_call_function_queue', (state, my) => {
      aCsd(csdOf(state, my)).queued = false;
    }),
  );
}

/**
 * csd_unlock(): the call is over. Behind the function where its caller waits, in front of it where nobody does. A WARN
 * where the call data is not locked. kernel/smp.c v5.12
 * @example
 * flush_smp_call_function_queue: flush_smp_call_function_queue((s) => s.csd),
 * func: (s) => { s.flushed = true; },
 * csd_unlock: goto('flush_smp_call_function_queue', csd_unlock((s) => s.csd)),
 */
export function csd_unlock<S, L>(csdOf: CsdOf<S, L>) {
  return named('csd_unlock', (state: S, my: L): void => {
    const csd = aCsd(csdOf(state, my));
    WARN_ON(!csd.locked, '!(csd->node.u_flags & CSD_FLAG_LOCK)');
    csd.locked = false;
  });
}
