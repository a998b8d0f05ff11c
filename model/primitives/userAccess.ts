import {
  atomically,
  goto,
  type Operation,
  type Ptr,
  type Row,
  unless,
  violate,
  when,
} from '../language/index.ts';
import { named } from './named.ts';
import { type Pages, pageIn } from './pageHolder.ts';
import { anEntry, isHit, type TlbEntry } from './tlb.ts';

/** What a page table says of an address. */
export interface Translation {
  readonly page: Ptr<'page'>;
  readonly write: boolean;
}

/** An access of a user, by the TLB and the page table. */
export interface UserAccess<S, L, G extends string, V extends string = never> {
  /** Finds the entry of the CPU, the mm and the address. */
  readonly tlb: (state: S, my: L) => TlbEntry;
  /**
   * The tables above the ptes, from the top, where they come and go: each is one load at a label of its own, which keeps
   * in a local what it finds, and returns whether there is a table below.
   */
  readonly levels?: { readonly [K in V]: (state: S, my: L) => boolean };
  /**
   * What the pte says, in one load of it; null, or no page, where the access faults. A walk for a store may set the dirty
   * bit, in one access with the load; a pte that does not have it yet is not to be written by the TLB.
   */
  readonly walk: (state: S, my: L, write: boolean) => Translation | null;
  /** The label to go on at where it faults. */
  readonly fault: G;
  /** What is done to the page that the TLB says, which is one access: store_contents() or load_contents(). */
  readonly access?: (state: S, my: L, page: Row<'page'>) => void;
}

/** The labels of a user's access: the walk, the tables of it where they are said, and the access. */
export type UserAccessLines<Label extends string, S, L, G extends string, V extends string> = {
  readonly [K in Label]: Operation<S & Pages, L, G | `${Label}: access`>;
} & {
  readonly [K in `${Label}: ${V}` | ([V] extends [never] ? never : `${Label}: pte`)]: Operation<
    S & Pages,
    L,
    G | Label
  >;
} & { readonly [K in `${Label}: access`]: Operation<S & Pages, L, Label> };

/**
 * A user's load, at two labels: the CPU walks the page table and fills its TLB, unless it has the address there, then it
 * loads from the page that the TLB says. With `levels` the walk is a label for each table, and `label: pte`. A flush of the
 * CPU comes between the labels and not into one: the access begins anew then. That the page is free, or another's since the
 * TLB was filled, is the violation 'stale-tlb'.
 * arch/x86/include/asm/tlbflush.h
 * @param label the label of the walk; that of the access is `label: access`
 * @param how where the entry is, what a walk finds, and where a fault goes
 * @example
 * ...userLoad('load', { tlb: entry, walk, fault: 'out' }),
 * again: goto('load'),
 */
export const userLoad = <
  S,
  L,
  const Label extends string,
  const G extends string,
  const V extends string = never,
>(
  label: Label,
  how: UserAccess<S, L, G, V>,
): UserAccessLines<Label, S, L, G, V> => userAccess(label, how, false);

/**
 * A user's store, at two labels: the CPU walks the page table and fills its TLB, unless it has the address there to be
 * written, then it stores to the page that the TLB says. With `levels` the walk is a label for each table, and `label: pte`.
 * A flush of the CPU comes between the labels and not into one: the access begins anew then. That the page is free, or
 * another's since the TLB was filled, is the violation 'stale-tlb'.
 * arch/x86/include/asm/tlbflush.h
 * @param label the label of the walk; that of the access is `label: access`
 * @param how where the entry is, what a walk finds, and where a fault goes
 * @example
 * ...userStore('store', { tlb: entry, walk, fault: 'out', access: (s, _my, page) => store_contents(s.page[page]!, s.address[0]!, 1) }),
 * ...userLoad('load', { tlb: entry, walk, fault: 'out' }),
 */
export const userStore = <
  S,
  L,
  const Label extends string,
  const G extends string,
  const V extends string = never,
>(
  label: Label,
  how: UserAccess<S, L, G, V>,
): UserAccessLines<Label, S, L, G, V> => userAccess(label, how, true);

type Entry<S, L> = (state: S, my: L) => TlbEntry;

function userAccess<S, L, Label extends string, G extends string, V extends string>(
  label: Label,
  how: UserAccess<S, L, G, V>,
  write: boolean,
): UserAccessLines<Label, S, L, G, V> {
  const entryOf: Entry<S, L> = (state, my) => anEntry(how.tlb(state, my));
  const last = `${label}: access`;
  const lines =
    how.levels === undefined
      ? { [label]: unless(fills(entryOf, how, write), how.fault) }
      : {
          [label]: when(begins(entryOf, write), last),
          ...Object.fromEntries(
            Object.entries<(state: S, my: L) => boolean>(how.levels).map(([level, load]) => [
              `${label}: ${level}`,
              walks(entryOf, label, how.fault, load, true),
            ]),
          ),
          [`${label}: pte`]: walks(entryOf, label, how.fault, fills(entryOf, how, write), false),
        };
  return { ...lines, [last]: unless(goes(entryOf, how, write), label) } as never;
}

/** Whether the TLB has the address; a walk begins where it has not. */
const begins = <S, L>(entryOf: Entry<S, L>, write: boolean) =>
  named('page_walk', (state: S & Pages, my: L): boolean => {
    const entry = entryOf(state, my);
    entry.walking = !isHit(entry, write);
    return !entry.walking;
  });

/** One table of a walk, which a flush has ended where it is under way no longer. */
const walks = <S, L>(
  entryOf: Entry<S, L>,
  label: string,
  fault: string,
  load: (state: S & Pages, my: L) => boolean,
  goesOn: boolean,
) =>
  goto(
    ['break', label, fault],
    named('page_walk', (state: S & Pages, my: L) => {
      const entry = entryOf(state, my);
      if (!entry.walking) return label;
      const found = load(state, my);
      entry.walking = found && goesOn;
      return found ? 'break' : fault;
    }),
  );

/** Fills the entry from the pte, unless it is there; whether it is. */
const fills = <S, L>(entryOf: Entry<S, L>, { walk }: Pick<UserAccess<S, L, never>, 'walk'>, write: boolean) =>
  named('page_walk', (state: S & Pages, my: L): boolean => {
    const entry = entryOf(state, my);
    if (isHit(entry, write)) return true;
    const found = walk(state, my, write);
    if (found === null) return false;
    const { page, write: isWritable } = found;
    if (page === null || (write && !isWritable)) return false;
    entry.page = page;
    entry.write = isWritable;
    entry.generation = pageIn(state, page).generation;
    return true;
  });

/** The access to the page that the entry says; whether there is one. */
const goes = <S, L>(
  entryOf: Entry<S, L>,
  { access = () => {} }: Pick<UserAccess<S, L, never>, 'access'>,
  write: boolean,
) =>
  named(write ? 'user store' : 'user load', (state: S & Pages, my: L): boolean => {
    const entry = entryOf(state, my);
    if (!isHit(entry, write)) return false;
    const page = entry.page as Row<'page'>;
    // The look at the page's life is no access of the hardware: there is the one to its contents.
    atomically(() => {
      checkLife(state, entry, write ? 'store' : 'load');
      access(state, my, page);
    });
    return true;
  });

function checkLife(state: Pages, { page, generation }: TlbEntry, kind: string): void {
  const row = pageIn(state, page);
  const isFree = row.count === 0 && !row.frozen;
  if (!isFree && row.generation === generation) return;
  const whose = isFree ? 'is free' : "is somebody else's by now";
  violate('stale-tlb', `a user ${kind} goes by the TLB to page[${page}], which ${whose}`);
}
