import {
  type Address,
  address,
  addressOf,
  container_of,
  type Leaf,
  type Operation,
  type Ptr,
  type RecordNode,
  record,
  type TableOf,
  unless,
  violate,
} from '../language/index.ts';
import { type Access, type AddressOf, listStep } from './accesses.ts';
import { listAt } from './listAt.ts';
import type { Cursor, Entry } from './listWalk.ts';
import { named } from './named.ts';

type Pointer<P extends string> = Leaf<Address<P> | null>;
interface HlistHead {
  first: string | null;
}
interface HlistNode {
  next: string | null;
  pprev: string | null;
}

/**
 * struct hlist_head and struct hlist_node, of which a hash table is made: a head is one pointer, and a node points at the
 * pointer that leads to it, which is the head's `first` or the `next` of the node before: `pprev` is the address of that
 * head or node. A node with null there is on no list, and that is how it starts. CONFIG_DEBUG_LIST does not look at
 * these; what is deleted twice stores through LIST_POISON2, which is the violation 'list-corruption'.
 * `registers` are the locals that byAccess() wants.
 * include/linux/types.h, include/linux/list.h
 *
 * @example
 * const { hlist_head, hlist_node } = hlist({ nodes: ['stable_node[].node'], heads: ['bucket[].head'] });
 * const shape = { bucket: table(2, { head: hlist_head }), stable_node: slab(2, { node: hlist_node }) };
 * const address_of = (_s: unknown, my: My) => addressOf('stable_node[].node', my.stable_node);
 */
export function hlist<const N extends string, const H extends string>({
  nodes,
  heads,
}: {
  readonly nodes: readonly N[];
  readonly heads: readonly H[];
}): {
  readonly hlist_head: RecordNode<{ readonly first: Pointer<N> }>;
  readonly hlist_node: RecordNode<{
    readonly next: Pointer<N | 'LIST_POISON1'>;
    readonly pprev: Pointer<N | H | 'LIST_POISON2'>;
  }>;
  readonly registers: {
    readonly prev: Pointer<N | H | 'LIST_POISON2'>;
    readonly next: Pointer<N | 'LIST_POISON1'>;
  };
} {
  const next = address<N | 'LIST_POISON1'>(...nodes, 'LIST_POISON1');
  const pprev = address<N | H | 'LIST_POISON2'>(...nodes, ...heads, 'LIST_POISON2');
  return {
    hlist_head: record({ first: address<N>(...nodes) }),
    hlist_node: record({ next, pprev }),
    registers: { prev: pprev, next },
  };
}

const node = (state: object, address: string | null) => listAt<HlistNode>(state, address);

/** `*pprev = next` */
function storeThrough(state: object, pprev: string | null, next: string | null): void {
  const before = listAt<HlistHead | HlistNode>(state, pprev);
  if ('first' in before) before.first = next;
  else before.next = next;
}

const addHead = [
  [
    'first = h->first',
    (state, link) => {
      link.next = listAt<HlistHead>(state, link.head).first;
    },
  ],
  [
    'n->next = first',
    (state, { entry, next }) => {
      node(state, entry).next = next;
    },
  ],
  [
    'first->pprev = &n->next',
    (state, { entry, next }) => {
      if (next !== null) node(state, next).pprev = entry;
    },
  ],
  [
    'h->first = n',
    (state, { entry, head }) => {
      listAt<HlistHead>(state, head).first = entry;
    },
  ],
  [
    'n->pprev = &h->first',
    (state, { entry, head }) => {
      node(state, entry).pprev = head;
    },
  ],
] as const satisfies readonly Access[];

/** __hlist_del() */
const unlink = [
  [
    'pprev = n->pprev',
    (state, link) => {
      link.prev = node(state, link.entry).pprev;
    },
  ],
  [
    'next = n->next',
    (state, link) => {
      link.next = node(state, link.entry).next;
    },
  ],
  ['*pprev = next', (state, { prev, next }) => storeThrough(state, prev, next)],
  [
    'next->pprev = pprev',
    (state, { prev, next }) => {
      if (next !== null) node(state, next).pprev = prev;
    },
  ],
] as const satisfies readonly Access[];

const poison = [
  [
    'n->next = LIST_POISON1',
    (state, { entry }) => {
      node(state, entry).next = 'LIST_POISON1';
    },
  ],
  [
    'n->pprev = LIST_POISON2',
    (state, { entry }) => {
      node(state, entry).pprev = 'LIST_POISON2';
    },
  ],
] as const satisfies readonly Access[];

const init = [
  [
    'n->next = NULL',
    (state, { entry }) => {
      node(state, entry).next = null;
    },
  ],
  [
    'n->pprev = NULL',
    (state, { entry }) => {
      node(state, entry).pprev = null;
    },
  ],
] as const satisfies readonly Access[];

/** The access, where the node is hashed. */
const ifHashed = <N extends string>([c, access]: Access<N>): Access<N> => [
  c,
  (state, link) => {
    if (c === 'pprev = n->pprev' || link.prev !== null) access(state, link);
  },
];

/**
 * hlist_add_head(n, h): in front of all nodes.
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * hlist_add_head: hlist_add_head(node_of, bucket),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const hlist_add_head = <S extends object, L, M>(nodeOf: AddressOf<S, L>, headOf: AddressOf<S, M>) =>
  listStep('hlist_add_head', addHead, nodeOf, headOf);

/**
 * hlist_del(n): of a node on a list; it has LIST_POISON1 and LIST_POISON2 afterwards.
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * hlist_del: hlist_del(node_of),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const hlist_del = <S extends object, L>(nodeOf: AddressOf<S, L>) =>
  listStep('hlist_del', [...unlink, ...poison], nodeOf);

/**
 * hlist_del_init(n): nothing for a node on no list; it is on none afterwards.
 * include/linux/list.h
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * hlist_del_init: hlist_del_init(node_of),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export const hlist_del_init = <S extends object, L>(nodeOf: AddressOf<S, L>) =>
  listStep('hlist_del_init', [...unlink, ...init].map(ifHashed), nodeOf);

/**
 * hlist_unhashed(n): whether it is on no list; one load.
 * include/linux/list.h
 * @example
 * hlist_unhashed: when(hlist_unhashed(node_of), 'out'),
 * hlist_del_init: hlist_del_init(node_of),
 */
export const hlist_unhashed = <S extends object, L>(nodeOf: AddressOf<S, L>) =>
  named('hlist_unhashed', (state: S, my: L): boolean => node(state, nodeOf(state, my)).pprev === null);

/**
 * hlist_for_each_entry(pos, head, member), its one load: as list_for_each_entry(), with null as the end of the list. A node
 * that is moved to another list meanwhile leads on to the end of that one, and nobody notices.
 * include/linux/list.h
 * @example
 * next: hlist_for_each_entry(bucket, 'stable_node[].node', 'stable_node', 'out'),
 * 'stable_node->kpfn == kpfn': unless((s, my) => deref(s.stable_node, my.stable_node).kpfn === 1, 'next'),
 * hlist_del: hlist_del(node_of),
 */
export function hlist_for_each_entry<
  S extends object,
  L,
  const P extends Entry,
  const Pos extends string,
  const G extends string,
>(headOf: AddressOf<S, L>, entry: P, pos: Pos, end: G): Operation<S, L & Cursor<Pos, P>, G> {
  return unless(
    named('hlist_for_each_entry', (state: S, my: L & Cursor<Pos, P>) => {
      const cursor: Cursor<string, P> = my;
      const at = cursor[pos] as Ptr<TableOf<P>>;
      const next =
        at === null
          ? listAt<HlistHead>(state, headOf(state, my)).first
          : node(state, addressOf(entry, at)).next;
      cursor[pos] = container_of(next, entry);
      if (next !== null && cursor[pos] === null)
        violate('list-corruption', `the walk comes to ${next}, and takes that for an entry`);
      return next !== null;
    }),
    end,
  );
}
