import { bool, count, ghost, isHandler, ModelError, masks, violate, zeroAtExit } from '../language/index.ts';
import { WARN_ON } from './bug.ts';
import { named } from './named.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

/**
 * What a thread has turned off on its CPU: interrupts, and softirqs, which nest up to `nesting` deep. Give them to `tasks`
 * in a machine with handlers, beside taskFields(). While a thread has interrupts disabled no handler begins on its CPU,
 * and while it has softirqs disabled no softirq does; who leaves its work so is reported.
 * No other CPU loads or stores them, so they are ghosts, as those of taskFields() are.
 * include/linux/irqflags.h, include/linux/preempt.h
 *
 * @example
 * const mm = machine({ lock: spinlock(), task: tasks({ ...taskFields(), ...irqFields() }) }, kernelChecks);
 * const timer = thread(tick, {}, { context: 'interrupt', cpu: 0 });
 */
export const irqFields = (nesting = 2) => ({
  irqs_disabled: masks('interrupt', zeroAtExit(ghost(bool()))),
  softirq_disable_count: masks('softirq', zeroAtExit(ghost(count(nesting)))),
});

/** The part of the state that says who has interrupts and softirqs disabled. */
export interface Irqs extends Tasks {
  readonly task: readonly (Tasks['task'][number] & {
    irqs_disabled: boolean;
    softirq_disable_count: number;
  })[];
}

/** The part of a thread that keeps flags: the local that `flags` names. */
export type Flags<F extends string> = { [K in F]: boolean };

/** What the thread that runs has turned off; throws ModelError on a machine that has no such fields. */
function currentIrqs(state: Irqs, my: Pick<Current, 'current'>): Irqs['task'][number] {
  const row = currentTask(state, my) as Irqs['task'][number];
  if ('irqs_disabled' in row && 'softirq_disable_count' in row) return row;
  throw new ModelError(
    "the machine's table 'task' has no field 'irqs_disabled'; allowed: task: tasks({ ...taskFields(), ...irqFields() })",
  );
}

/**
 * in_hardirq(): whether it is the handler of an interrupt that runs. include/linux/preempt.h
 * @example
 * 'in_hardirq()': when(in_hardirq, 'out'),
 * 'in_serving_softirq()': when(in_serving_softirq, 'out'),
 * 'in_task()': unless(in_task, 'out'),
 */
export const in_hardirq = (_state: unknown, { context }: Pick<Current, 'context'>): boolean =>
  context === 'interrupt';

/**
 * in_serving_softirq(): whether it is a softirq that runs. include/linux/preempt.h
 * @example
 * 'in_hardirq()': when(in_hardirq, 'out'),
 * 'in_serving_softirq()': when(in_serving_softirq, 'out'),
 * 'in_task()': unless(in_task, 'out'),
 */
export const in_serving_softirq = (_state: unknown, { context }: Pick<Current, 'context'>): boolean =>
  context === 'softirq';

/**
 * in_softirq(): whether a softirq runs, or the thread has them disabled. include/linux/preempt.h
 * @throws ModelError, when it is run, on a machine without tasks({ ...taskFields(), ...irqFields() })
 * @example
 * 'in_interrupt()': when(in_interrupt, 'out'),
 * 'in_softirq()': when(in_softirq, 'out'),
 * 'irqs_disabled()': when(irqs_disabled, 'out'),
 */
export const in_softirq = (state: Irqs, my: Current): boolean =>
  my.context === 'softirq' || currentIrqs(state, my).softirq_disable_count > 0;

/**
 * in_interrupt(): whether a handler runs, or the thread has softirqs disabled. include/linux/preempt.h
 * @throws ModelError, when it is run, on a machine without tasks({ ...taskFields(), ...irqFields() })
 * @example
 * 'in_interrupt()': when(in_interrupt, 'out'),
 * 'in_softirq()': when(in_softirq, 'out'),
 * 'irqs_disabled()': when(irqs_disabled, 'out'),
 */
export const in_interrupt = (state: Irqs, my: Current): boolean =>
  isHandler(my.context) || currentIrqs(state, my).softirq_disable_count > 0;

/**
 * in_task(): whether no handler runs. include/linux/preempt.h
 * @example
 * 'in_hardirq()': when(in_hardirq, 'out'),
 * 'in_serving_softirq()': when(in_serving_softirq, 'out'),
 * 'in_task()': unless(in_task, 'out'),
 */
export const in_task = (_state: unknown, { context }: Pick<Current, 'context'>): boolean =>
  !isHandler(context);

/**
 * irqs_disabled(): whether no interrupt comes where the thread runs. include/linux/irqflags.h
 * @throws ModelError, when it is run, on a machine without tasks({ ...taskFields(), ...irqFields() })
 * @example
 * 'in_interrupt()': when(in_interrupt, 'out'),
 * 'in_softirq()': when(in_softirq, 'out'),
 * 'irqs_disabled()': when(irqs_disabled, 'out'),
 */
export const irqs_disabled = (state: Irqs, my: Current): boolean =>
  my.context === 'interrupt' || currentIrqs(state, my).irqs_disabled;

/**
 * local_irq_disable(): from here on no interrupt comes on this CPU. include/linux/irqflags.h
 *
 * @example
 * local_irq_disable,
 * drain: (s, my) => { s.pcp[my.cpu]!.count = 0; },
 * local_irq_enable,
 */
export function local_irq_disable(state: Irqs, my: Current): void {
  currentIrqs(state, my).irqs_disabled = true;
}

/**
 * local_irq_enable(): interrupts come again, whatever was before local_irq_disable(). lockdep reports one in the handler of
 * an interrupt, where they have to stay off. include/linux/irqflags.h, lockdep_hardirqs_on() in kernel/locking/lockdep.c
 * @throws ModelError, when it is run, on a machine without tasks({ ...taskFields(), ...irqFields() })
 * @example
 * local_irq_disable,
 * drain: (s, my) => { s.pcp[my.cpu]!.count = 0; },
 * local_irq_enable,
 */
export function local_irq_enable(state: Irqs, my: Current): void {
  if (in_hardirq(state, my)) violate('lockdep', 'DEBUG_LOCKS_WARN_ON(lockdep_hardirq_context())');
  currentIrqs(state, my).irqs_disabled = false;
}

/**
 * local_irq_save(flags): disables interrupts, and keeps in a local of the function, a bool(), whether they were disabled.
 * include/linux/irqflags.h
 *
 * @example
 * save: local_irq_save('flags'),
 * drain: (s, my) => { s.pcp[my.cpu]!.count = 0; },
 * restore: local_irq_restore('flags'),
 */
export const local_irq_save = <const F extends string>(flags: F) =>
  named('local_irq_save', (state: Irqs, my: Current & Flags<F>): void => save(state, my, flags));

/**
 * local_irq_restore(flags): as it was where the flags were kept; flags that are stale say so too, as in the kernel. A
 * WARN where interrupts are on already: some other flags were restored first, or they were enabled by hand.
 * raw_check_bogus_irq_restore() in include/linux/irqflags.h, from v5.12 on, with CONFIG_DEBUG_IRQFLAGS
 * @throws ModelError, when it is run, on a machine without tasks({ ...taskFields(), ...irqFields() })
 * @example
 * save: local_irq_save('flags'),
 * drain: (s, my) => { s.pcp[my.cpu]!.count = 0; },
 * restore: local_irq_restore('flags'),
 */
export const local_irq_restore = <const F extends string>(flags: F) =>
  named('local_irq_restore', (state: Irqs, my: Current & Flags<F>): void => restore(state, my, flags));

/** Disables interrupts and keeps whether they were, as a part of another operation's step. */
export function save<F extends string>(state: Irqs, my: Current & Flags<F>, flags: F): void {
  const task = currentIrqs(state, my);
  (my as Flags<string>)[flags] = task.irqs_disabled;
  task.irqs_disabled = true;
}

/** Restores what was kept, as a part of another operation's step. */
export function restore<F extends string>(state: Irqs, my: Current & Flags<F>, flags: F): void {
  WARN_ON(!irqs_disabled(state, my), 'raw_local_irq_restore() called with IRQs enabled');
  currentIrqs(state, my).irqs_disabled = my[flags];
}

/**
 * local_bh_disable(): from here on no softirq runs on this CPU, until as many local_bh_enable(). It disables preemption
 * too. include/linux/bottom_half.h
 *
 * @example
 * local_bh_disable,
 * count: (s) => { s.packets++; },
 * local_bh_enable,
 */
export function local_bh_disable(state: Irqs, my: Current): void {
  currentIrqs(state, my).softirq_disable_count++;
}

/**
 * local_bh_enable(): softirqs run again, if nothing else disables them. A WARN in the handler of an interrupt and with
 * interrupts disabled, where a softirq that has come meanwhile could not run; lockdep reports one too many.
 * __local_bh_enable_ip() in kernel/softirq.c
 * @throws ModelError, when it is run, on a machine without tasks({ ...taskFields(), ...irqFields() })
 * @example
 * local_bh_disable,
 * count: (s) => { s.packets++; },
 * local_bh_enable,
 */
export function local_bh_enable(state: Irqs, my: Current): void {
  WARN_ON(in_hardirq(state, my), 'in_hardirq()');
  if (irqs_disabled(state, my)) violate('lockdep', 'lockdep_assert_irqs_enabled()');
  const task = currentIrqs(state, my);
  if (task.softirq_disable_count === 0) violate('lockdep', 'bad unlock balance: softirqs are not disabled');
  task.softirq_disable_count--;
}
