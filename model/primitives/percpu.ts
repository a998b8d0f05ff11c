import {
  any,
  atomically,
  bool,
  either,
  ghost,
  type Operation,
  type Ptr,
  pointer,
  type Row,
  type Shape,
  type Size,
  type TableNode,
  table,
  violate,
} from '../language/index.ts';
import { named } from './named.ts';
import { type Current, checkTasks, currentTask, type Tasks } from './task.ts';

const bookkeeping = {
  /** Ghost: the task that runs on it and cannot be replaced, as far as get_cpu() has put it there. */
  running: ghost(pointer('task')),
  /** Ghost: whether take_cpu_down() has taken it down; the scheduler puts nobody there then. */
  offline: ghost(bool()),
};

/** What a CPU has besides its per-CPU variables. */
export interface CpuRow {
  running: Ptr<'task'>;
  offline: boolean;
}

/** The part of the state that per-CPU data is. */
export interface Cpus extends Tasks {
  readonly cpu: readonly CpuRow[];
}

/**
 * The table `cpu`: the per-CPU variables, one row a CPU. The tasks that use these functions are on no CPU in particular as
 * long as they can be preempted, because the scheduler may move them between any two steps; one that must not be preempted
 * runs on a CPU where no other such one is, any of them, and stays there.
 * A scenario that uses it names no CPUs: threads that do are bound to theirs, and find their row by `my.cpu`.
 * include/linux/percpu-defs.h, include/linux/smp.h
 *
 * @example
 * const shape = { cpu: cpus(2, { nr_pages: count(2) }), task: tasks(taskFields()) };
 */
export const cpus = <F extends Shape>(rows: Size, fields: F): TableNode<F & typeof bookkeeping> =>
  table(rows, { ...fields, ...bookkeeping });

/** Whether a task that cannot be replaced is on the CPU. */
const isTaken = (state: Cpus, { running }: CpuRow): boolean =>
  running !== null && checkTasks(state.task)[running]!.preempt_count > 0;

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
 * include/linux/percpu-defs.h *
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

/**
 * cpu_online(cpu)
 * include/linux/cpumask.h
 * @example
 * 'cpu_online(cpu)': unless((s, my) => cpu_online(s, my.cpu_down), 'out'),
 * take_cpu_down: take_cpu_down((_s, my: { cpu_down: Ptr<'cpu'> }) => my.cpu_down),
 */
export const cpu_online = (state: Cpus, row: Ptr<'cpu'>): boolean => row !== null && !state.cpu[row]!.offline;

/**
 * The step of cpu_down() in which the CPU goes: as soon as nobody is on it who cannot be replaced, the stopper takes it, and
 * from then on nobody gets there. Behind it stand the callbacks of the subsystems, which have the CPU's data for
 * themselves and drain it (CPUHP_*_DEAD); what they do before it, others may undo. kernel/cpu.c
 *
 * @example
 * take_cpu_down: take_cpu_down((_s, my: { cpu_down: Ptr<'cpu'> }) => my.cpu_down),
 * page_alloc_cpu_dead: (s, my) => { deref(s.cpu, my.cpu_down).nr_pages = 0; },
 */
export const take_cpu_down = <S extends Cpus, L>(
  cpuOf: (state: S, my: L) => Ptr<'cpu'>,
): Operation<S, L & Current> =>
  either(
    any(
      'cpu',
      (state: S, my: L & Current, row: Row<'cpu'>) =>
        row === cpuOf(state, my) && !isTaken(state, state.cpu[row]!),
      named('take_cpu_down', (state: S, _my: L & Current, row: Row<'cpu'>) => {
        const cpu = state.cpu[row]!;
        if (!state.cpu.some((other) => other !== cpu && !other.offline))
          violate('BUG_ON', 'BUG_ON(num_online_cpus() == 1)');
        cpu.running = null;
        cpu.offline = true;
      }),
    ),
  );

/**
 * The step of cpu_up() from which on tasks run on the CPU again; its per-CPU data is what it was left as.
 * kernel/cpu.c
 * @example
 * bringup_cpu: bringup_cpu((_s, my: { cpu_down: Ptr<'cpu'> }) => my.cpu_down),
 */
export const bringup_cpu = <S extends Cpus, L>(cpuOf: (state: S, my: L) => Ptr<'cpu'>) =>
  named('bringup_cpu', (state: S, my: L): void => {
    const row = cpuOf(state, my);
    if (row !== null) state.cpu[row]!.offline = false;
  });
