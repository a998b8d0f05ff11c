import {
  addressOf,
  container_of,
  type Operation,
  type Ptr,
  type TableOf,
  unless,
  violate,
} from '../language/index.ts';
import type { AddressOf } from './accesses.ts';
import { listAt } from './listAt.ts';
import { named } from './named.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

/** A place with rows whose list_heads are the entries of a list: `page[].lru`. */
export type Entry = `${string}[]${string}`;
/** A thread with a cursor: the entry where it is, null before the first and behind the last. */
export type Cursor<Pos extends string, P extends Entry> = { [K in Pos]: Ptr<TableOf<P>> };

/** The entry at an address that a walk has loaded, or null at its end, which is the head. */
function entryAt<const P extends Entry>(next: string | null, head: string, entry: P): Ptr<TableOf<P>> {
  if (next === head) return null;
  const row = container_of(next, entry);
  if (row === null) {
    if (next === null || next.startsWith('LIST_POISON')) listAt({}, next);
    violate('list-corruption', `the walk from ${head} comes to ${next}, and takes that for an entry`);
  }
  return row;
}

/**
 * list_for_each_entry(pos, head, member), its one load: the first entry where `pos` is null, the next one otherwise; at the
 * end `pos` is null again, and it goes on at the label `end`. The body comes behind it and goes back to it. What the load
 * leads to that is no entry (LIST_POISON1, null, or another list's head) is a violation at once, where the kernel would
 * take it for an entry and fail as it touches that.
 * include/linux/list.h
 * @example
 * next_page: list_for_each_entry(inactive_list, 'page[].lru', 'page', 'unlock'),
 * 'page->mapped++': (s, my) => { page(s, my).mapped++; },
 * again: goto('next_page'),
 */
export function list_for_each_entry<
  S extends object,
  L,
  const P extends Entry,
  const Pos extends string,
  const G extends string,
>(headOf: AddressOf<S, L>, entry: P, pos: Pos, end: G): Operation<S, L & Cursor<Pos, P>, G> {
  return unless(
    named('list_for_each_entry', (state: S, my: L & Cursor<Pos, P>) => {
      const cursor: Cursor<string, P> = my;
      cursor[pos] = nextEntry(state, headOf(state, my), entry, cursor[pos]!);
      return cursor[pos] !== null;
    }),
    end,
  );
}

/** The entry behind one, or the first behind none; null at the end. */
function nextEntry<const P extends Entry>(
  state: object,
  head: string,
  entry: P,
  after: Ptr<TableOf<P>>,
): Ptr<TableOf<P>> {
  const from = after === null ? head : addressOf(entry, after);
  return entryAt(listAt(state, from).next, head, entry);
}

/**
 * list_for_each_entry_safe(pos, n, head, member) as two labels, the walk that may delete `pos`: `label` takes `n`, or the
 * first entry, as `pos`, and `label: n` loads the next one into `n`. Safe it is from its own body alone.
 * include/linux/list.h
 * @example
 * ...list_for_each_entry_safe('next_page', page_list, 'page[].lru', 'page', 'n', 'return'),
 * list_del: list_del(page_lru),
 * again: goto('next_page'),
 */
export function list_for_each_entry_safe<
  S extends object,
  L,
  const Label extends string,
  const P extends Entry,
  const Pos extends string,
  const N extends string,
  const G extends string,
>(label: Label, headOf: AddressOf<S, L>, entry: P, pos: Pos, n: N, end: G) {
  type My = L & Cursor<Pos | N, P>;
  const advance = named('list_for_each_entry_safe', (state: S, my: My) => {
    const cursors: Cursor<string, P> = my;
    cursors[pos] = cursors[pos] === null ? nextEntry(state, headOf(state, my), entry, null) : cursors[n]!;
    cursors[n] = null;
    return cursors[pos] !== null;
  });
  const list_next_entry = named('list_next_entry', (state: S, my: My): void => {
    const cursors: Cursor<string, P> = my;
    cursors[n] = nextEntry(state, headOf(state, my), entry, cursors[pos]!);
  });
  type Lines = { readonly [K in Label]: Operation<S, My, G> } & {
    readonly [K in `${Label}: n`]: typeof list_next_entry;
  };
  return { [label]: unless(advance, end), [`${label}: n`]: list_next_entry } as unknown as Lines;
}

/**
 * `pos = list_first_entry(head, type, member)`, one load: of an empty list it is the head, taken for an entry, which is a
 * violation here.
 * include/linux/list.h
 * @example
 * 'list_empty(&inactive_list)': when(list_empty(inactive_list), 'out'),
 * list_first_entry: list_first_entry(inactive_list, 'page[].lru', 'page'),
 * list_del: list_del(page_lru),
 */
export const list_first_entry = <S extends object, L, const P extends Entry, const Pos extends string>(
  headOf: AddressOf<S, L>,
  entry: P,
  pos: Pos,
) =>
  named('list_first_entry', (state: S, my: L & Cursor<Pos, P>): void => {
    const cursor: Cursor<string, P> = my;
    const head = headOf(state, my);
    cursor[pos] = nextEntry(state, head, entry, null);
    if (cursor[pos] === null)
      violate('list-corruption', `list_first_entry(): ${head} is empty, and its head is taken for an entry`);
  });

/**
 * `if (!(pos = list_first_entry_or_null(head, type, member)))` and its like, for when() and unless(): whether there is
 * one.
 * include/linux/list.h
 * @example
 * list_first_entry_or_null: unless(list_first_entry_or_null(inactive_list, 'page[].lru', 'page'), 'out'),
 * list_del: list_del(page_lru),
 */
export const list_first_entry_or_null = <
  S extends object,
  L,
  const P extends Entry,
  const Pos extends string,
>(
  headOf: AddressOf<S, L>,
  entry: P,
  pos: Pos,
) =>
  named('list_first_entry_or_null', (state: S, my: L & Cursor<Pos, P>): boolean => {
    const cursor: Cursor<string, P> = my;
    cursor[pos] = nextEntry(state, headOf(state, my), entry, null);
    return cursor[pos] !== null;
  });

/**
 * list_for_each_entry_rcu(): the walk of a list_for_each_entry() in a read section, beside list_add_rcu() and
 * list_del_rcu(). CONFIG_PROVE_RCU_LIST (5.4) reports one outside of a section. include/linux/rculist.h
 *
 * @example
 * rcu_read_lock,
 * next_entry: list_for_each_entry_rcu(anon_vma_list, 'anon_vma[].list', 'anon_vma', 'out'),
 * again: goto('next_entry'),
 */
export function list_for_each_entry_rcu<
  S extends object,
  L,
  const P extends Entry,
  const Pos extends string,
  const G extends string,
>(
  headOf: AddressOf<S, L>,
  entry: P,
  pos: Pos,
  end: G,
): Operation<S & Tasks, L & Current & Cursor<Pos, P>, G> {
  return unless(
    named('list_for_each_entry_rcu', (state: S & Tasks, my: L & Current & Cursor<Pos, P>) => {
      if (currentTask(state, my).rcu_read_lock_nesting === 0)
        violate('lockdep', 'suspicious RCU usage: RCU-list traversed in non-reader section!!');
      const cursor: Cursor<string, P> = my;
      cursor[pos] = nextEntry(state, headOf(state, my), entry, cursor[pos]!);
      return cursor[pos] !== null;
    }),
    end,
  );
}
