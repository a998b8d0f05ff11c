import type { Current } from '../primitives/index.ts';
import type { Mm } from './mm.ts';

/**
 * A piece of work that takes time, a pte, a vma, a table, a flush or a page: counts in what the task has done since it could
 * be preempted last.
 */
export function work(s: Mm, my: Current): void {
  const task = s.task[my.current]!;
  task.unbroken = task.preempt_count > 0 ? task.unbroken + 1 : 0;
}

/** The same for a vma that is taken off its lists, or a table that is: what free_pgtables() does. */
export function tableWork(s: Mm, my: Current): void {
  work(s, my);
  const task = s.task[my.current]!;
  task.unbroken_tables = task.preempt_count > 0 ? task.unbroken_tables + 1 : 0;
}

/** Others have had a chance: counts from here on. */
export function begins(s: Mm, my: Current): void {
  const task = s.task[my.current]!;
  task.unbroken = 0;
  task.unbroken_tables = 0;
}

/** The recipe, which makes a task preemptible again where it was the last to forbid it. */
export const mayEndAtomic =
  <L extends Current>(recipe: (s: Mm, my: L) => void) =>
  (s: Mm, my: L): void => {
    recipe(s, my);
    if (s.task[my.current]!.preempt_count === 0) begins(s, my);
  };
