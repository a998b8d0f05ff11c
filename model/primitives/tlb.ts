import { bool, count, ghost, pointer, record, type StateOf } from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';

const fields = { page: pointer('page'), write: bool(), generation: count(2), walking: bool() };
const node = ghost(record(fields));

/**
 * What a CPU has of one address of one mm in its TLB: the page, null where it has nothing, and whether it may be written.
 * It is filled by the user's own accesses, see userStore(), and goes by a flush alone. A ghost, as no CPU loads or stores
 * that of another one; `generation` says which of the page's lives it is from, `walking` that a walk of several tables is
 * under way, which begins anew after a flush. Pages are rows with pageRefs().
 * A row for each CPU, or for each CPU and mm or address: `(s, my) => s.tlb[my.cpu]!.entry`.
 * arch/x86/include/asm/tlbflush.h
 * @example
 * const shape = { page: table(2, pageRefs(3)), tlb: table(2, { entry: tlbEntry() }) };
 */
export const tlbEntry = () => node;
/** What a tlbEntry() keeps. */
export type TlbEntry = StateOf<typeof fields>;

/** The entry; throws ModelError where it is none. */
export const anEntry = checkedRecord<TlbEntry>('walking', 'tlbEntry()');

/** Whether an access finds in the TLB what it wants. */
export const isHit = ({ page, write }: TlbEntry, toWrite: boolean): boolean =>
  page !== null && (write || !toWrite);
