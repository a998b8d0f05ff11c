import { removeRow, tablesThatComeAndGo, violate } from '../language/index.ts';
import { named } from './named.ts';
import type { RcuTask } from './rcuTasks.ts';
import type { SlabRow } from './slab.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

/**
 * rcu_read_lock(): opens a read-side critical section, or nests one. include/linux/rcupdate.h
 * @throws ModelError, when it is run, on a machine without tasks(taskFields())
 * @example
 * rcu_read_lock,
 * 'vma->anon_vma': (s, my) => { my.anon_vma = s.vma[0]!.anon_vma; },
 * rcu_read_unlock,
 */
export function rcu_read_lock(state: Tasks, my: Current): void {
  currentTask(state, my).rcu_read_lock_nesting++;
}

const closeSection = named('rcu_read_unlock', (state: Tasks, my: Current): void => {
  const task = currentTask(state, my);
  if (task.rcu_read_lock_nesting === 0)
    violate('lockdep', 'bad unlock balance: no RCU read-side critical section is open');
  task.rcu_read_lock_nesting--;
  if (task.rcu_read_lock_nesting > 0) return;
  for (const waiting of state.task as readonly Partial<RcuTask>[]) {
    if (waiting.rcu_waits_for === undefined) break;
    waiting.rcu_waits_for = removeRow(waiting.rcu_waits_for, my.current);
  }
  for (const rows of tablesThatComeAndGo(state)) {
    for (const row of rows) {
      // A table of another kind has its own way to come and go.
      if (!('slab' in row)) break;
      const { slab } = row as SlabRow;
      slab.readers = removeRow(slab.readers, my.current);
    }
  }
});

/**
 * rcu_read_unlock(): closes the innermost section. The outermost one no longer delays the grace period of any row then,
 * in whichever slab of the machine it was freed, nor that of a synchronize_rcu(). Called with a function, as models did that had to list those slabs, it is
 * the same step: whatever the list lacks.
 * include/linux/rcupdate.h
 * @throws ModelError, when it is run, on a machine without tasks(taskFields())
 * @example
 * rcu_read_lock,
 * 'vma->anon_vma': (s, my) => { my.anon_vma = s.vma[0]!.anon_vma; },
 * rcu_read_unlock,
 */
export function rcu_read_unlock(slabsOf: (state: never) => unknown): typeof closeSection;
export function rcu_read_unlock(state: Tasks, my: Current): void;
export function rcu_read_unlock(state: Tasks | ((state: never) => unknown), my?: Current) {
  return typeof state === 'function' ? closeSection : closeSection(state, my!);
}
