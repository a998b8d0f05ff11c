import { always, atTheEnd, sometimes } from '../model/language/index.ts';
import { holdersIn } from '../model/primitives/index.ts';
import type { SwapMemory } from '../model/swap/machine.ts';
import { countIsHolders } from './countIsHolders.ts';
import { mapcountIsPresentPtes, referencesOf, sharedIsReadOnly } from './memory.ts';

const ptes = (s: SwapMemory) => s.mm.flatMap(({ pte }) => pte);
const withEntry = (s: SwapMemory, slot: number) =>
  ptes(s).filter(({ value }) => value.kind === 'swap' && value.entry === slot).length;

/** As of all memory, and one reference of the swap cache for each of its pages. */
const swapPagesAreCounted = countIsHolders<SwapMemory>(
  (s, page) => referencesOf(s, page) + holdersIn([s.swapper_space], page),
);

/** Both change under the lock of the pte. */
const swapMapIsPtes = always(
  'swap_map is the number of ptes with the entry, where no pte is locked',
  (s: SwapMemory) =>
    ptes(s).some(({ lock }) => lock.owner !== null) ||
    s.slot.every(({ swap_map }, slot) => swap_map.count === withEntry(s, slot)),
);

/** Where a pte says so when nobody does anything any more: the pages are all in memory still. */
const nothingSwappedIsLost = atTheEnd('at each address is what has been stored there last', (s: SwapMemory) =>
  ptes(s).every(({ value: { kind, page, entry }, stored }) => {
    const where = kind === 'swap' ? s.slot[entry!]!.page : page;
    return where === null ? kind === 'none' : s.page[where]!.contents === stored;
  }),
);

/** What is true of ptes, pages and swap entries. */
export const ptesPagesAndEntries = [
  swapPagesAreCounted,
  swapMapIsPtes,
  mapcountIsPresentPtes,
  sharedIsReadOnly,
  nothingSwappedIsLost,
];

/** What becomes of the entry of a page that was shared. */
export const entryWitnesses = [
  sometimes('the entry has been given to another page', (s: SwapMemory) =>
    s.page.some(({ private: entry }, page) => page !== 0 && entry === 0),
  ),
  sometimes('the page has got another entry', (s: SwapMemory) => s.page[0]!.private === 1),
];
