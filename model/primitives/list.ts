import { type AddressOf, listStep } from './accesses.ts';
import { addFirst, addLast, init, poisonNext, poisonPrev, unlink } from './listAccesses.ts';
import { listAt } from './listAt.ts';
import { INIT_LIST_HEAD } from './listHead.ts';
import { named } from './named.ts';

/*
 * include/linux/list.h, with the checks of CONFIG_DEBUG_LIST in lib/list_debug.c, whose violations are the check
 * 'list-corruption'. A function is one label, right where its list has a lock that everybody takes; where somebody looks
 * at the list without it, the checker says that the label is too coarse, and byAccess() makes it several.
 */

/**
 * list_add(new, head): in front of all entries.
 * include/linux/list.h, lib/list_debug.c
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_add: list_add(page_lru, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_add = <S extends object, L, M>(newOf: AddressOf<S, L>, headOf: AddressOf<S, M>) =>
  listStep('list_add', addFirst, newOf, headOf);

/**
 * list_add_tail(new, head): behind all entries.
 * include/linux/list.h, lib/list_debug.c
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_add_tail: list_add_tail(page_lru, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_add_tail = <S extends object, L, M>(newOf: AddressOf<S, L>, headOf: AddressOf<S, M>) =>
  listStep('list_add_tail', addLast, newOf, headOf);

/**
 * list_del(entry): its neighbours are linked to each other, and it has LIST_POISON1 and LIST_POISON2.
 * include/linux/list.h, lib/list_debug.c
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_del: list_del(page_lru),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_del = <S extends object, L>(entryOf: AddressOf<S, L>) =>
  listStep('list_del', [...unlink, poisonNext, poisonPrev], entryOf);

/**
 * list_del_init(entry): it is linked to itself afterwards, so that list_empty() says so and a second one does nothing.
 * include/linux/list.h, lib/list_debug.c
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_del_init: list_del_init(page_lru),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_del_init = <S extends object, L>(entryOf: AddressOf<S, L>) =>
  listStep('list_del_init', [...unlink, ...init], entryOf);

/**
 * list_move(entry, head): list_del() from where it is and list_add(), without the poison.
 * include/linux/list.h, lib/list_debug.c
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_move: list_move(page_lru, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_move = <S extends object, L, M>(entryOf: AddressOf<S, L>, headOf: AddressOf<S, M>) =>
  listStep('list_move', [...unlink, ...addFirst], entryOf, headOf);

/**
 * list_move_tail(entry, head)
 * include/linux/list.h, lib/list_debug.c
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_move_tail: list_move_tail(page_lru, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_move_tail = <S extends object, L, M>(entryOf: AddressOf<S, L>, headOf: AddressOf<S, M>) =>
  listStep('list_move_tail', [...unlink, ...addLast], entryOf, headOf);

/** __list_splice(list, prev, next), which the kernel does not check. */
function splice(state: object, list: string, prev: string | null, next: string | null): void {
  const { next: first, prev: last } = listAt(state, list);
  listAt(state, first).prev = prev;
  listAt(state, prev).next = first;
  listAt(state, last).next = next;
  listAt(state, next).prev = last;
}

const spliceStep = <S extends object, L>(
  name: string,
  listOf: AddressOf<S, L>,
  headOf: AddressOf<S, L>,
  { tail, init }: { readonly tail: boolean; readonly init: boolean },
) =>
  named(name, (state: S, my: L): void => {
    const [list, head] = [listOf(state, my), headOf(state, my)];
    if (listAt(state, list).next === list) return;
    if (tail) splice(state, list, listAt(state, head).prev, head);
    else splice(state, list, head, listAt(state, head).next);
    if (init) INIT_LIST_HEAD(state, list);
  });

/**
 * list_splice(list, head): all entries in front of those of head; `list` itself keeps its links, which lead nowhere
 * good.
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_splice: list_splice(page_list, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_splice = <S extends object, L>(listOf: AddressOf<S, L>, headOf: AddressOf<S, L>) =>
  spliceStep('list_splice', listOf, headOf, { tail: false, init: false });

/**
 * list_splice_init(list, head): as list_splice(), and `list` is empty afterwards.
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_splice_init: list_splice_init(page_list, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_splice_init = <S extends object, L>(listOf: AddressOf<S, L>, headOf: AddressOf<S, L>) =>
  spliceStep('list_splice_init', listOf, headOf, { tail: false, init: true });

/**
 * list_splice_tail(list, head): all entries behind those of head.
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_splice_tail: list_splice_tail(page_list, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_splice_tail = <S extends object, L>(listOf: AddressOf<S, L>, headOf: AddressOf<S, L>) =>
  spliceStep('list_splice_tail', listOf, headOf, { tail: true, init: false });

/**
 * list_splice_tail_init(list, head)
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * list_splice_tail_init: list_splice_tail_init(page_list, inactive_list),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const list_splice_tail_init = <S extends object, L>(
  listOf: AddressOf<S, L>,
  headOf: AddressOf<S, L>,
) => spliceStep('list_splice_tail_init', listOf, headOf, { tail: true, init: true });
