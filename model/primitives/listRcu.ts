import { type Access, type AddressOf, listStep } from './accesses.ts';
import { addValid, loadNext, loadPrev, poisonPrev, store, unlink } from './listAccesses.ts';

/*
 * Lists that are walked in RCU read sections, with list_for_each_entry_rcu(), while one writer at a time changes them:
 * include/linux/rculist.h. Walkers load `next` alone, and see an entry with the one store of it.
 */

/** __list_add_rcu(): the entry has its links before anybody can come to it. */
const linkInRcu = [
  ...addValid,
  ['new->next = next', store('entry', 'next', 'next')],
  ['new->prev = prev', store('entry', 'prev', 'prev')],
  ['prev->next = new', store('prev', 'next', 'entry')],
  ['next->prev = new', store('next', 'prev', 'entry')],
] as const satisfies readonly Access[];

const addFirstRcu = [loadNext, ...linkInRcu] as const;
const addLastRcu = [loadPrev, ...linkInRcu] as const;

/**
 * list_add_rcu(new, head): in front of all entries; rcu_assign_pointer() publishes it.
 * include/linux/rculist.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_add_rcu: list_add_rcu(list_of, anon_vma_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_add_rcu = <S extends object, L, M>(newOf: AddressOf<S, L>, headOf: AddressOf<S, M>) =>
  listStep('list_add_rcu', addFirstRcu, newOf, headOf);

/**
 * list_add_tail_rcu(new, head): behind all entries.
 * include/linux/rculist.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_add_tail_rcu: list_add_tail_rcu(list_of, anon_vma_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_add_tail_rcu = <S extends object, L, M>(newOf: AddressOf<S, L>, headOf: AddressOf<S, M>) =>
  listStep('list_add_tail_rcu', addLastRcu, newOf, headOf);

/**
 * list_del_rcu(entry): `next` stays for who is at the entry, `prev` becomes LIST_POISON2. It is to be freed behind a grace
 * period, and linked again neither before.
 * include/linux/rculist.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_del_rcu: list_del_rcu(list_of),
 * spin_unlock: spin_unlock((s) => s.lock),
 * call_rcu: call_rcu(anon_vma_of),
 */
export const list_del_rcu = <S extends object, L>(entryOf: AddressOf<S, L>) =>
  listStep('list_del_rcu', [...unlink, poisonPrev], entryOf);
