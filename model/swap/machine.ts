import { bool, count, deref, type Ptr, pointer, record, size, table, word } from '../language/index.ts';
import { addresses, memory, values } from '../mm/machine.ts';
import type { HasAddress, HasPage } from '../mm/rows.ts';
import { heldPages, pageContents } from '../primitives/index.ts';

const more = {
  /** A pte may be a swap entry, which is part of what it says. */
  mm: { pte: table(addresses, { value: word({ entry: pointer('slot') }) }) },
  /** A swap entry: its byte of swap_map, SWAP_HAS_CACHE apart, its slot of the swap cache, and what is on the device. */
  slot: table(size('slots', 1), {
    swap_map: word({ count: count(size('swap_counts', 2)), has_cache: bool() }),
    page: pointer('page'),
    contents: pageContents(values),
  }),
  /** swapper_space: the references that the swap cache has. */
  swapper_space: record({ pages: heldPages() }),
  /** page_private() of a page with PG_swapcache; null without it, as both are stored under the page lock. */
  page: { private: pointer('slot') },
};

/** Memory whose pages may be in the swap cache, and whose ptes may be swap entries. */
export const swapMemory = memory.extend(more);
/** The state of memory with swap. */
export type SwapMemory = typeof swapMemory.state;

/** A thread that has a swap entry. */
export interface HasEntry {
  readonly entry: Ptr<'slot'>;
}
/** The slot of the thread's entry. */
export const slot_of = (s: SwapMemory, my: HasEntry) => deref(s.slot, my.entry);
/** swapper_space, as it holds references to pages. */
export const swapper_space = (s: SwapMemory) => s.swapper_space;
/** PageSwapCache(page) */
export const PageSwapCache = (s: SwapMemory, my: HasPage): boolean => deref(s.page, my.page).private !== null;

/** The pte of a thread's address, whose entry is loaded and stored with the rest of it. */
export const swap_pte_of = (s: SwapMemory, { mm, address }: HasAddress) =>
  deref(s.mm, mm).pte[address]!.value;
