import type { Operation, Ptr } from '../language/index.ts';
import { type ValueFor, valueFor } from './cmpxchg.ts';
import type { Irqs } from './irq.ts';
import { named } from './named.ts';
import { rcu_dereference, rcu_dereference_protected } from './rcuSync.ts';
import { aSpinlock, type LockOf, type Spinlock, spin_lock, spin_unlock } from './spinlock.ts';
import { spin_lock_irq, spin_unlock_irq } from './spinlockIrq.ts';
import type { Current, Tasks } from './task.ts';

/** A slot of an xarray: what stands at one index. */
export interface XaSlot {
  page: Ptr<'page'>;
}

/** Where a function is in an xarray: which lock the stores to it need, and which slot it has come to. */
export interface XaState<S, L> {
  readonly lockOf: LockOf<S, L, Spinlock>;
  readonly slotOf: (state: S, my: L) => XaSlot;
}

/**
 * XA_STATE(xas, &mapping->i_pages, index): the operations below go by it. The nodes between root and slot are left out: the
 * walk down to the slot is what the RCU section around it makes one with the load. A radix tree is the same up to 4.19,
 * with tree_lock for xa_lock.
 * include/linux/xarray.h, include/linux/radix-tree.h
 * @param lockOf finds xa_lock
 * @param slotOf finds the slot: a row or record with a `page`
 * @example
 * const xas = XA_STATE((s: Mm) => s.lock, (s: Mm) => s.slot[0]!);
 */
export const XA_STATE = <S, L>(
  lockOf: LockOf<S, L, Spinlock>,
  slotOf: (state: S, my: L) => XaSlot,
): XaState<S, L> => ({ lockOf, slotOf });

/**
 * xas_lock(&xas)
 * include/linux/xarray.h
 * @example
 * xas_lock: xas_lock(xas),
 * 'page == xas_load(&xas)': unless(xas_load(xas, 'page'), 'xas_unlock'),
 * xas_unlock: xas_unlock(xas),
 */
export const xas_lock = <S, L>({ lockOf }: XaState<S, L>): Operation<S & Tasks, L & Current> =>
  spin_lock(lockOf);

/**
 * xas_unlock(&xas)
 * include/linux/xarray.h
 * @example
 * xas_lock: xas_lock(xas),
 * 'page == xas_load(&xas)': unless(xas_load(xas, 'page'), 'xas_unlock'),
 * xas_unlock: xas_unlock(xas),
 */
export const xas_unlock = <S, L>({ lockOf }: XaState<S, L>) => spin_unlock(lockOf);

/**
 * xas_lock_irq(&xas), before 4.20 spin_lock_irq(&mapping->tree_lock): the end of writeback takes the lock in an interrupt.
 * include/linux/xarray.h
 * @example
 * xas_lock_irq: xas_lock_irq(xas),
 * xas_store: xas_store(xas, null),
 * xas_unlock_irq: xas_unlock_irq(xas),
 */
export const xas_lock_irq = <S, L>({ lockOf }: XaState<S, L>): Operation<S & Irqs, L & Current> =>
  spin_lock_irq(lockOf);

/**
 * xas_unlock_irq(&xas)
 * include/linux/xarray.h
 * @example
 * xas_lock_irq: xas_lock_irq(xas),
 * xas_store: xas_store(xas, null),
 * xas_unlock_irq: xas_unlock_irq(xas),
 */
export const xas_unlock_irq = <S, L>({ lockOf }: XaState<S, L>) => spin_unlock_irq(lockOf);

/**
 * `page = xas_load(&xas)`, before 4.20 radix_tree_deref_slot(): loads the slot, and returns whether there is a page. One
 * load; CONFIG_PROVE_RCU reports one without a read section and without the lock. A page that is found without the lock may
 * be free by then, and another one: a reference is taken unless it has none, and the slot loaded again, see xas_reload().
 * lib/xarray.c
 * @param xas the XA_STATE()
 * @param register the local that the page is loaded into
 * @example
 * rcu_read_lock,
 * repeat: unless(xas_load(xas, 'page'), 'out'),
 * get_page_unless_zero: unless(get_page_unless_zero((_s, my) => my.page), 'repeat'),
 * xas_reload: when(xas_reload(xas, 'page'), 'out'),
 * put_page: goto('repeat', put_page_testzero((_s, my) => my.page)),
 */
export const xas_load = <S, L, const R extends string>(xas: XaState<S, L>, register: R) =>
  named('xas_load', (state: S & Tasks, my: L & Current & { [K in R]: Ptr<'page'> }): boolean => {
    const registers: { [K in R]: Ptr<'page'> } = my;
    const page = load(xas, state, my);
    registers[register] = page;
    return page !== null;
  });

/**
 * `page == xas_reload(&xas)`: whether the page is in the slot still, so that a reference that was taken meanwhile is one to
 * the page that was looked for. One load, with the check of xas_load().
 * include/linux/xarray.h
 * @param xas the XA_STATE()
 * @param register the local with the page
 * @example
 * repeat: unless(xas_load(xas, 'page'), 'out'),
 * get_page_unless_zero: unless(get_page_unless_zero((_s, my) => my.page), 'repeat'),
 * xas_reload: when(xas_reload(xas, 'page'), 'out'),
 * put_page: goto('repeat', put_page_testzero((_s, my) => my.page)),
 */
export const xas_reload = <S, L, const R extends string>(xas: XaState<S, L>, register: R) =>
  named(
    'xas_reload',
    (state: S & Tasks, my: L & Current & { readonly [K in R]: Ptr<'page'> }): boolean =>
      load(xas, state, my) === my[register],
  );

/**
 * xas_store(&xas, page), before 4.20 radix_tree_replace_slot() and radix_tree_delete(): one store. lockdep reports one
 * without the lock. Who replaces or deletes a page that a lookup may find without the lock has frozen its references, see
 * page_ref_freeze(), or has some left.
 * lib/xarray.c
 * @param xas the XA_STATE()
 * @param value the page, or null for none
 * @example
 * xas_lock_irq: xas_lock_irq(xas),
 * page_ref_freeze: unless(page_ref_freeze((_s, my) => my.page, 2), 'xas_unlock_irq'),
 * xas_store: xas_store(xas, null),
 * page_ref_unfreeze: page_ref_unfreeze((_s, my) => my.page, 1),
 * xas_unlock_irq: xas_unlock_irq(xas),
 */
export const xas_store = <S, L>(xas: XaState<S, L>, value: ValueFor<L, Ptr<'page'>>) =>
  named('xas_store', (state: S & Tasks, my: L & Current): void => {
    const slot = xas.slotOf(state, my);
    slot.page = rcu_dereference_protected(valueFor(value, my), isHeld(xas, state, my));
  });

const isHeld = <S, L>({ lockOf }: XaState<S, L>, state: S, my: L & Current): boolean =>
  aSpinlock(lockOf(state, my)).owner === my.current;

/** xa_entry(): what is in the slot, for who has a read section open or the lock. */
function load<S, L>(xas: XaState<S, L>, state: S & Tasks, my: L & Current): Ptr<'page'> {
  const { page } = xas.slotOf(state, my);
  return isHeldOrRead(xas, state, my) ? page : rcu_dereference(state, my, page);
}

/** The lock is looked at where no section is open alone: it is another access then, but who has it has it to himself. */
const isHeldOrRead = <S, L>(xas: XaState<S, L>, state: S & Tasks, my: L & Current): boolean =>
  (state.task[my.current]?.rcu_read_lock_nesting ?? 0) > 0 || isHeld(xas, state, my);
