import { isEmpty, removeRow, violate, wait } from '../language/index.ts';
import { named } from './named.ts';
import { type RcuTasks, rcuTask } from './rcuTasks.ts';
import { readersOf } from './slab.ts';
import { type Current, currentTask, might_sleep, type Tasks } from './task.ts';

/**
 * synchronize_rcu(), as two labels: it finds which read sections are open, and sleeps until these have been closed; those
 * that are opened later are no business of its. lockdep reports it in a read section, where it would wait for itself, and
 * in atomic context. kernel/rcu/tree.c
 *
 * @example
 * unpublish: rcu_assign_pointer((s: Mm) => s.map, 'pages', () => null),
 * ...synchronize_rcu('synchronize_rcu'),
 * kfree: (s, my) => kmem_cache_free(deref(s.anon_vma, my.anon_vma), s),
 */
export function synchronize_rcu<const Label extends string>(label: Label) {
  const begin = named('synchronize_rcu', (state: RcuTasks, my: Current): void => {
    if (currentTask(state, my).rcu_read_lock_nesting > 0)
      violate('lockdep', 'Illegal synchronize_rcu() in RCU read-side critical section');
    might_sleep(state, my, 'synchronize_rcu');
    rcuTask(state, my).rcu_waits_for = removeRow(readersOf(state), my.current);
  });
  const waits = wait<RcuTasks, Current>((state, my) => isEmpty(rcuTask(state, my).rcu_waits_for));
  type Lines = { readonly [K in Label]: typeof begin } & { readonly [K in `${Label}: wait`]: typeof waits };
  return { [label]: begin, [`${label}: wait`]: waits } as Lines;
}

/**
 * rcu_dereference(pointer): the pointer, as one load; CONFIG_PROVE_RCU reports one outside of a read section. What it leads
 * to is there as long as the section is open, if who replaces the pointer waits for a grace period.
 * include/linux/rcupdate.h
 *
 * @example
 * rcu_read_lock,
 * rcu_dereference: (s, my) => { my.anon_vma = rcu_dereference(s, my, s.map.pages); },
 * rcu_read_unlock,
 */
export function rcu_dereference<P>(state: Tasks, my: Current, pointer: P): P {
  if (currentTask(state, my).rcu_read_lock_nesting === 0)
    violate('lockdep', 'suspicious rcu_dereference_check() usage!');
  return pointer;
}

/**
 * rcu_dereference_protected(pointer, held): for who has the lock of those that store it, and says so with `held`.
 * include/linux/rcupdate.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * pages: (s, my) => { my.anon_vma = rcu_dereference_protected(s.map.pages, s.lock.owner === my.current); },
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export function rcu_dereference_protected<P>(pointer: P, held: boolean): P {
  if (!held) violate('lockdep', 'suspicious rcu_dereference_protected() usage!');
  return pointer;
}

/**
 * rcu_assign_pointer(row->field, value): one store, behind all that was stored before it; as every store here, with
 * sequential consistency. Stores to the new object are to stand at labels before it.
 * include/linux/rcupdate.h
 * @example
 * refcount: (s, my) => { deref(s.anon_vma, my.anon_vma).refcount = 1; },
 * rcu_assign_pointer: rcu_assign_pointer((s: Mm) => s.map, 'pages', (_s, my: My) => my.anon_vma),
 */
export const rcu_assign_pointer = <S, L, R, const F extends keyof R>(
  rowOf: (state: S, my: L) => R,
  field: F,
  newOf: (state: S, my: L) => R[F],
) =>
  named('rcu_assign_pointer', (state: S, my: L): void => {
    const value = newOf(state, my);
    rowOf(state, my)[field] = value;
  });
