import {
  bool,
  ghost,
  type Ptr,
  pointer,
  type Shape,
  type Size,
  type TableNode,
  table,
} from '../language/index.ts';
import { checkTasks, type Tasks } from './task.ts';

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
export const isTaken = (state: Cpus, { running }: CpuRow): boolean =>
  running !== null && checkTasks(state.task)[running]!.preempt_count > 0;
