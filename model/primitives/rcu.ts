import { removeRow, violate } from '../language/index.ts';
import { named } from './named.ts';
import type { SlabRow } from './slab.ts';
import type { Current, Tasks } from './task.ts';

/** rcu_read_lock(): opens a read-side critical section, or nests one. include/linux/rcupdate.h */
export function rcu_read_lock(state: Tasks, my: Current): void {
  state.task[my.current]!.rcu_read_lock_nesting++;
}

/**
 * Makes rcu_read_unlock() for a machine whose RCU-freed rows stand in the slabs that `slabsOf` names:
 * when the outermost section closes, it no longer delays the grace period of any of them.
 */
export function rcu_read_unlock<S>(slabsOf: (state: S) => readonly (readonly SlabRow[])[]) {
  return named('rcu_read_unlock', (state: S & Tasks, my: Current): void => {
    const task = state.task[my.current]!;
    if (task.rcu_read_lock_nesting === 0)
      violate('lockdep', 'bad unlock balance: no RCU read-side critical section is open');
    task.rcu_read_lock_nesting--;
    if (task.rcu_read_lock_nesting > 0) return;
    for (const rows of slabsOf(state)) {
      for (const { slab } of rows) slab.readers = removeRow(slab.readers, my.current);
    }
  });
}
