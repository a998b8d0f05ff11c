import { named } from './named.ts';

/** Finds the address of a node or a head in the state: the `&page->lru` of a C line, which `addressOf()` makes. */
export type AddressOf<S, L> = (state: S, my: L) => string;

/** What a list function has at hand: its arguments, and what it has loaded. */
export interface Link {
  readonly entry: string;
  readonly head: string;
  prev: string | null;
  next: string | null;
}

/** One access of a list function, under the C that makes it. */
export type Access<N extends string = string> = readonly [c: N, access: (state: object, link: Link) => void];

/** A list function at one label; `accesses` are what it does, for byAccess(). */
export interface ListStep<S, L, N extends string> {
  (state: S, my: L): void;
  readonly accesses: readonly (readonly [N, (state: S, my: L & Registers) => void])[];
}

/** The locals of a function that makes a list function's accesses one by one: see listRegisters(). */
export interface Registers {
  prev: string | null;
  next: string | null;
}

/** Makes the list function of its accesses. */
export function listStep<S extends object, L, N extends string, M = unknown>(
  name: string,
  accesses: readonly Access<N>[],
  entryOf: AddressOf<S, L>,
  headOf: AddressOf<S, M> = entryOf as AddressOf<S, unknown>,
): ListStep<S, L & M, N> {
  const step = named(name, (state: S, my: L & M): void => {
    const link = { entry: entryOf(state, my), head: headOf(state, my), prev: null, next: null };
    for (const [, access] of accesses) access(state, link);
  });
  const single = accesses.map(([c, access], i) => {
    const one = (state: S, my: L & M & Registers): void => {
      const { prev, next } = my;
      const link: Link = { entry: entryOf(state, my), head: headOf(state, my), prev, next };
      access(state, link);
      const ends = i === accesses.length - 1;
      my.prev = ends ? null : link.prev;
      my.next = ends ? null : link.next;
    };
    return [c, named(name, one)] as const;
  });
  return Object.assign(step, { accesses: single });
}

/**
 * The list function as several labels, one for each of its accesses, `label: next->prev = new` and so on: for a list that
 * somebody looks at without its lock, or that two writers change at once. The checker says where that is so, as the one
 * label is too coarse then. What the function loads, it keeps in the locals `prev` and `next`, see listRegisters().
 *
 * @example
 * spin_lock: spin_lock((s) => s.lock),
 * ...byAccess('list_add', list_add(page_lru, inactive_list)),
 * spin_unlock: spin_unlock((s) => s.lock),
 */
export function byAccess<S, L, N extends string, const Label extends string>(
  label: Label,
  { accesses }: ListStep<S, L, N>,
): { readonly [K in `${Label}: ${N}`]: (state: S, my: L & Registers) => void } {
  return Object.fromEntries(accesses.map(([c, access]) => [`${label}: ${c}`, access])) as never;
}
