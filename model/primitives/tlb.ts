import {
  atomically,
  bool,
  count,
  ghost,
  type Operation,
  type Ptr,
  pointer,
  type Row,
  record,
  type StateOf,
  unless,
  violate,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { type Pages, pageIn } from './pageHolder.ts';

const fields = { page: pointer('page'), write: bool(), generation: count(2) };
const node = ghost(record(fields));

/**
 * What a CPU has of one address of one mm in its TLB: the page, null where it has nothing, and whether it may be written.
 * It is filled by the user's own accesses, see userStore(), and goes by a flush alone. A ghost, as no CPU loads or stores
 * that of another one; `generation` says which of the page's lives it is from. Pages are rows with pageRefs().
 * A row for each CPU, or for each CPU and mm or address: `(s, my) => s.tlb[my.cpu]!.entry`.
 * arch/x86/include/asm/tlbflush.h
 * @example
 * const shape = { page: table(2, pageRefs(3)), tlb: table(2, { entry: tlbEntry() }) };
 */
export const tlbEntry = () => node;
/** What a tlbEntry() keeps. */
export type TlbEntry = StateOf<typeof fields>;

/** What a page table says of an address. */
export interface Translation {
  readonly page: Ptr<'page'>;
  readonly write: boolean;
}

/** An access of a user, by the TLB and the page table. */
export interface UserAccess<S, L, G extends string> {
  /** Finds the entry of the CPU, the mm and the address. */
  readonly tlb: (state: S, my: L) => TlbEntry;
  /**
   * What the page table says, in one load of the pte; null, or no page, where the access faults. A walk for a store may set the
   * dirty bit of the pte, in one access with the load; one that does not have it set yet is not to be written by others.
   */
  readonly walk: (state: S, my: L, write: boolean) => Translation | null;
  /** The label to go on at where it faults. */
  readonly fault: G;
  /** What is done to the page that the TLB says, which is one access: store_contents() or load_contents(). */
  readonly access?: (state: S, my: L, page: Row<'page'>) => void;
}

/** The labels of a user's access: the walk, and the access. */
export type UserAccessLines<Label extends string, S, L, G extends string> = {
  readonly [K in Label]: Operation<S & Pages, L, G>;
} & { readonly [K in `${Label}: access`]: Operation<S & Pages, L, Label> };

/**
 * A user's load, at two labels: the CPU walks the page table and fills its TLB, unless it has the address there, then it
 * loads from the page that the TLB says. A flush of the CPU comes between the two and not into one: the access begins anew
 * then. That the page is free, or another's since the TLB was filled, is the violation 'stale-tlb'.
 * arch/x86/include/asm/tlbflush.h
 * @param label the label of the walk; that of the access is `label: access`
 * @param how where the entry is, what a walk finds, and where a fault goes
 * @example
 * ...userLoad('load', { tlb: entry, walk, fault: 'out' }),
 * again: goto('load'),
 */
export const userLoad = <S, L, const Label extends string, const G extends string>(
  label: Label,
  how: UserAccess<S, L, G>,
): UserAccessLines<Label, S, L, G> => userAccess(label, how, false);

/**
 * A user's store, at two labels: the CPU walks the page table and fills its TLB, unless it has the address there to be
 * written, then it stores to the page that the TLB says. A flush of the CPU comes between the two and not into one: the
 * access begins anew then. That the page is free, or another's since the TLB was filled, is the violation 'stale-tlb'.
 * arch/x86/include/asm/tlbflush.h
 * @param label the label of the walk; that of the access is `label: access`
 * @param how where the entry is, what a walk finds, and where a fault goes
 * @example
 * ...userStore('store', { tlb: entry, walk, fault: 'out', access: (s, _my, page) => store_contents(s.page[page]!, s.address[0]!, 1) }),
 * ...userLoad('load', { tlb: entry, walk, fault: 'out' }),
 */
export const userStore = <S, L, const Label extends string, const G extends string>(
  label: Label,
  how: UserAccess<S, L, G>,
): UserAccessLines<Label, S, L, G> => userAccess(label, how, true);

const anEntry = checkedRecord<TlbEntry>('generation', 'tlbEntry()');

function userAccess<S, L, Label extends string, G extends string>(
  label: Label,
  { tlb, walk, fault, access = () => {} }: UserAccess<S, L, G>,
  write: boolean,
): UserAccessLines<Label, S, L, G> {
  const kind = write ? 'store' : 'load';
  const page_walk = named('page_walk', (state: S & Pages, my: L): boolean => {
    const entry = anEntry(tlb(state, my));
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
  const through = named(`user ${kind}`, (state: S & Pages, my: L): boolean => {
    const entry = anEntry(tlb(state, my));
    if (!isHit(entry, write)) return false;
    const page = entry.page as Row<'page'>;
    // The look at the page's life is no access of the hardware: there is the one to its contents.
    atomically(() => {
      checkLife(state, entry, kind);
      access(state, my, page);
    });
    return true;
  });
  return {
    [label]: unless(page_walk, fault),
    [`${label}: access`]: unless(through, label),
  } as unknown as UserAccessLines<Label, S, L, G>;
}

const isHit = ({ page, write }: TlbEntry, toWrite: boolean): boolean => page !== null && (write || !toWrite);

function checkLife(state: Pages, { page, generation }: TlbEntry, kind: string): void {
  const row = pageIn(state, page);
  const isFree = row.count === 0 && !row.frozen;
  if (!isFree && row.generation === generation) return;
  const whose = isFree ? 'is free' : "is somebody else's by now";
  violate('stale-tlb', `a user ${kind} goes by the TLB to page[${page}], which ${whose}`);
}
