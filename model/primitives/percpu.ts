import { any, atomically, either, type Operation, type Row, violate } from '../language/index.ts';
import { type CpuRow, type Cpus, isTaken } from './cpus.ts';
import { named } from './named.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

/** Whether a task may be running on a CPU: it is there and stays, or nobody is who could not be replaced. */
function mayRunOn(state: Cpus, my: Current, row: number): boolean {
  const cpu = state.cpu[row]!;
  if (currentTask(state, my).preempt_count > 0 && state.cpu.some(({ running }) => running === my.current))
    return cpu.running === my.current;
  return !cpu.offline && !isTaken(state, cpu);
}

/** A step on whichever CPU the task runs. */
const onSomeCpu = <S extends Cpus, L>(
  name: string,
  step: (state: S, my: L & Current, row: Row<'cpu'>) => void,
): Operation<S, L & Current> => either(any('cpu', mayRunOn, named(name, step)));

/**
 * get_cpu(): disables preemption, on whichever CPU the task is; it stays on that one until as many put_cpu(). No two tasks
 * are so on one CPU at once: another one waits for it, or runs on another CPU.
 * include/linux/smp.h
 * @example
 * get_cpu,
 * smp_processor_id: (s, my) => { s.cpu[smp_processor_id(s, my)]!.nr_pages++; },
 * put_cpu,
 */
export const get_cpu: Operation<Cpus, Current> = onSomeCpu('get_cpu', (state, my, row) =>
  stayOn(state, my, row),
);

function stayOn(state: Cpus, my: Current, row: number): void {
  leave(state, my);
  state.cpu[row]!.running = my.current;
  currentTask(state, my).preempt_count++;
}

function leave(state: Cpus, my: Current): void {
  for (const cpu of state.cpu) if (cpu.running === my.current) cpu.running = null;
}

/**
 * put_cpu(): lockdep reports one more of them than get_cpu() before it.
 * include/linux/smp.h
 * @example
 * get_cpu,
 * smp_processor_id: (s, my) => { s.cpu[smp_processor_id(s, my)]!.nr_pages++; },
 * put_cpu,
 */
export function put_cpu(state: Cpus, my: Current): void {
  const task = currentTask(state, my);
  if (task.preempt_count === 0) violate('lockdep', 'bad unlock balance: preemption is not disabled');
  task.preempt_count--;
  if (task.preempt_count === 0) leave(state, my);
}

/**
 * get_cpu_var(var): get_cpu(), for this_cpu_ptr() behind it.
 * include/linux/percpu-defs.h
 * @example
 * get_cpu_var,
 * 'nr_pages++': (s, my) => { this_cpu_ptr(s, my).nr_pages++; },
 * put_cpu_var,
 */
export const get_cpu_var: Operation<Cpus, Current> = onSomeCpu('get_cpu_var', (state, my, row) =>
  stayOn(state, my, row),
);

/**
 * put_cpu_var(var)
 * include/linux/percpu-defs.h
 * @example
 * get_cpu_var,
 * 'nr_pages++': (s, my) => { this_cpu_ptr(s, my).nr_pages++; },
 * put_cpu_var,
 */
export function put_cpu_var(state: Cpus, my: Current): void {
  put_cpu(state, my);
}

/**
 * smp_processor_id(), of a task behind get_cpu(); CONFIG_DEBUG_PREEMPT reports one that could be on another CPU the moment
 * after. Preemption that is disabled by a spinlock alone names no CPU in the model: that wants a get_cpu() too.
 * lib/smp_processor_id.c
 * @example
 * get_cpu,
 * smp_processor_id: (s, my) => { s.cpu[smp_processor_id(s, my)]!.nr_pages++; },
 * put_cpu,
 */
export function smp_processor_id(state: Cpus, my: Current): Row<'cpu'> {
  const row = state.cpu.findIndex(({ running }) => running === my.current);
  if (row < 0 || currentTask(state, my).preempt_count === 0)
    violate('lockdep', 'BUG: using smp_processor_id() in preemptible code');
  return row as Row<'cpu'>;
}

/**
 * this_cpu_ptr(&var): the row of the CPU where the task is, for plain loads and stores, each a label where others look at
 * the variable; with the check of smp_processor_id().
 * include/linux/percpu-defs.h
 * @example
 * get_cpu_var,
 * 'nr_pages++': (s, my) => { this_cpu_ptr(s, my).nr_pages++; },
 * put_cpu_var,
 */
export const this_cpu_ptr = <R extends CpuRow>(
  state: Tasks & { readonly cpu: readonly R[] },
  my: Current,
): R => state.cpu[smp_processor_id(state, my)]!;

/**
 * raw_smp_processor_id() and raw_cpu_ptr(): the number of some CPU where the task may be, which nothing keeps it on. For who
 * does not mind that it is another one by then, and for whoever thinks that he does not.
 * include/linux/smp.h
 * @example
 * raw_cpu_ptr: raw_smp_processor_id((_s, my: { cpu_down: Ptr<'cpu'> }, cpu) => { my.cpu_down = cpu; }),
 * 'nr_pages++': (s, my) => { deref(s.cpu, my.cpu_down).nr_pages++; },
 */
export const raw_smp_processor_id = <S extends Cpus, L>(
  keep: (state: S, my: L & Current, row: Row<'cpu'>) => void,
): Operation<S, L & Current> => onSomeCpu('raw_smp_processor_id', keep);

type Counters<F extends string> = Tasks & { readonly cpu: readonly (CpuRow & { [K in F]: number })[] };

/**
 * this_cpu_add(var, n): one instruction, on whichever CPU the task is by then; nobody on that CPU comes between its load and
 * its store. Another CPU could: the model takes it that only this_cpu operations and sections of that CPU store there.
 * include/linux/percpu-defs.h
 *
 * @example
 * this_cpu_add: this_cpu_add('nr_pages', 2),
 */
export const this_cpu_add = <const F extends string>(field: F, n: number): Operation<Counters<F>, Current> =>
  onSomeCpu<Counters<F>, unknown>('this_cpu_add', (state, _my, row) => {
    const cpu: { [K in string]: number } = state.cpu[row]!;
    atomically(() => {
      cpu[field] = cpu[field]! + n;
    });
  });

/**
 * this_cpu_inc(var)
 * include/linux/percpu-defs.h
 * @example
 * this_cpu_inc: this_cpu_inc('pgfault'),
 */
export const this_cpu_inc = <const F extends string>(field: F): Operation<Counters<F>, Current> =>
  this_cpu_add(field, 1);

/**
 * this_cpu_dec(var)
 * include/linux/percpu-defs.h
 * @example
 * this_cpu_dec: this_cpu_dec('pgfault'),
 */
export const this_cpu_dec = <const F extends string>(field: F): Operation<Counters<F>, Current> =>
  this_cpu_add(field, -1);

/**
 * this_cpu_read(var): the value on whichever CPU the task is, for `keep`.
 * include/linux/percpu-defs.h
 * @example
 * this_cpu_read: this_cpu_read('pgfault', (my: { value: number }, pgfault) => { my.value = pgfault; }),
 */
export const this_cpu_read = <L, const F extends string>(
  field: F,
  keep: (my: L & Current, value: number) => void,
): Operation<Counters<F>, L & Current> =>
  onSomeCpu<Counters<F>, L>('this_cpu_read', (state, my, row) => keep(my, state.cpu[row]![field]));
