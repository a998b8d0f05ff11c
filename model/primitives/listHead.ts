import {
  type Address,
  address,
  container_of,
  type Leaf,
  type Ptr,
  type RecordNode,
  type Row,
  record,
  type TableOf,
  unless,
} from '../language/index.ts';
import type { AddressOf } from './accesses.ts';
import { type ListHead, listAt } from './listAt.ts';
import { named } from './named.ts';

export type { ListHead };

type Pointer<P extends string> = Leaf<Address<P | Poison> | null>;
type Poison = 'LIST_POISON1' | 'LIST_POISON2';

/**
 * A struct list_head that may be linked with those at all these places, as `page[].lru`, `zone[].inactive_list`: entries
 * and heads alike, as the kernel knows no difference. The order is that of the links, never that of rows.
 * It starts as kzalloc() leaves it, with null in both; INIT_LIST_HEAD() links it to itself.
 * include/linux/types.h, include/linux/list.h, include/linux/poison.h
 *
 * @example
 * const lru = list_head('page[].lru', 'zone[].inactive_list');
 * const shape = { page: table(2, { lru }), zone: table(1, { inactive_list: lru }) };
 * const lru_of = (_s: unknown, my: My) => addressOf('page[].lru', my.page);
 */
export function list_head<const P extends string>(
  ...places: readonly P[]
): RecordNode<{ readonly next: Pointer<P>; readonly prev: Pointer<P> }> {
  const pointer = address<P | Poison>(...places, 'LIST_POISON1', 'LIST_POISON2');
  return record({ next: pointer, prev: pointer });
}

/**
 * Locals for the functions whose list functions go by their accesses: what C keeps in registers. See byAccess().
 * include/linux/list.h
 * @example
 * const lru = list_head('page[].lru', 'zone[].inactive_list');
 * const registers = { page: pointer('page'), ...listRegisters(lru) };
 */
export const listRegisters = <F extends Leaf<unknown>>({
  fields: { next },
}: RecordNode<{ readonly next: F; readonly prev: F }>): { readonly prev: F; readonly next: F } => ({
  prev: next,
  next,
});

/**
 * INIT_LIST_HEAD(list): links it to itself, and forgets its neighbours, who do not forget it.
 * include/linux/list.h
 * @example
 * const initial = (s: Mm) => INIT_LIST_HEAD(s, addressOf('zone[].inactive_list', row('zone', 0)));
 */
export function INIT_LIST_HEAD(state: object, list: string): void {
  const node = listAt(state, list);
  node.next = list;
  node.prev = list;
}

/**
 * list_empty(head): whether it is linked to itself; one load.
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * 'list_empty(&inactive_list)': when(list_empty(inactive_list), 'unlock'),
 * list_move_tail: list_move_tail(page_lru, page_list),
 */
export const list_empty = <S extends object, L>(headOf: AddressOf<S, L>) =>
  named('list_empty', (state: S, my: L): boolean => {
    const head = headOf(state, my);
    return listAt(state, head).next === head;
  });

/**
 * `if (!list_empty_careful(head)) goto label;`, for who does not have the lock: two labels, as it loads `next` and then
 * `prev`. The one that empties the list with list_del_init() stores them one after the other.
 * include/linux/list.h
 * @example
 * ...list_empty_careful('list_empty_careful', inactive_list, 'out'),
 * return: goto('return'),
 */
export function list_empty_careful<S extends object, L, const Label extends string, const G extends string>(
  label: Label,
  headOf: AddressOf<S, L>,
  to: G,
) {
  const loads = (field: keyof ListHead) =>
    unless(
      named('list_empty_careful', (state: S, my: L): boolean => {
        const head = headOf(state, my);
        return listAt(state, head)[field] === head;
      }),
      to,
    );
  type Labels = { readonly [K in Label | `${Label}: head->prev`]: ReturnType<typeof loads> };
  return { [label]: loads('next'), [`${label}: head->prev`]: loads('prev') } as Labels;
}

/**
 * The entries of a list in their order, for initial states, properties and loops under the list's lock: as far as the
 * links lead to entries, and to none twice.
 * include/linux/list.h
 * @example
 * const length = (s: Mm) => list_entries(s, addressOf('zone[].inactive_list', row('zone', 0)), 'page[].lru').length;
 */
export function list_entries<const P extends `${string}[]${string}`>(
  state: object,
  head: string,
  entry: P,
): Row<TableOf<P>>[] {
  const found: Row<TableOf<P>>[] = [];
  let { next } = listAt(state, head);
  for (let row: Ptr<TableOf<P>> = container_of(next, entry); row !== null; row = container_of(next, entry)) {
    if (next === head || found.includes(row)) break;
    found.push(row);
    next = listAt(state, next).next;
  }
  return found;
}
