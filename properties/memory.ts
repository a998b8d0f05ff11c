import { always, atTheEnd, isEmpty } from '../model/language/index.ts';
import type { Memory } from '../model/mm/machine.ts';
import { holdersIn } from '../model/primitives/index.ts';
import { countIsHolders } from './countIsHolders.ts';

const ptes = (s: Memory) => s.mm.flatMap(({ pte }) => pte);
const present = (s: Memory, page: number) =>
  ptes(s).filter(({ value }) => value.kind === 'present' && value.page === page).length;

/** A reference for each present pte, each isolation, each task that has one, and each pte whose page is not released yet. */
export const referencesOf = (s: Memory, page: number): number =>
  present(s, page) +
  holdersIn([s.isolated, s.others], page) +
  holdersIn(s.task, page) +
  holdersIn(
    s.task.map(({ unmapped }) => unmapped),
    page,
  );
export const pagesAreCounted = countIsHolders<Memory>(referencesOf);

/** A pte and the count change in two steps under the lock of the pte; a lockless reader may see them differ meanwhile. */
export const mapcountIsPresentPtes = always(
  'page_mapcount() is the number of present ptes, where no pte is locked',
  (s: Memory) =>
    ptes(s).some(({ lock }) => lock.owner !== null) ||
    s.page.every(({ mapcount }, page) => mapcount === present(s, page)),
);

/** Memory that several mms have in common is written by none of them: whoever writes to it gets a page of its own. */
export const sharedIsReadOnly = always('a page that two ptes have is written through neither', (s: Memory) =>
  ptes(s).every(
    ({ value }) => !value.write || ptes(s).filter((other) => other.value.page === value.page).length === 1,
  ),
);

/** What migration_entry_to_page() asks of every entry that it comes by. */
export const entriesAreOfLockedPages = always('a migration entry is of a page that is locked', (s: Memory) =>
  ptes(s).every(({ value }) => value.kind !== 'migration' || s.page[value.page!]!.lock.owner !== null),
);

/** Whoever isolates a page puts it back, or what has become of it: as long as nobody has, it is on no LRU list. */
export const nothingStaysIsolated = atTheEnd('no page is left isolated', (s: Memory) =>
  isEmpty(s.isolated.pages),
);

/** What is stored where a pte says so when nobody does anything any more. */
export const nothingStoredIsLost = atTheEnd(
  'at each address is what has been stored there last',
  (s: Memory) =>
    ptes(s).every(
      ({ value, stored }) => value.kind !== 'present' || s.page[value.page!]!.contents === stored,
    ),
);

/** What is true of the ptes and pages of processes in every state, whoever migrates some. */
export const ptesAndPages = [
  pagesAreCounted,
  mapcountIsPresentPtes,
  sharedIsReadOnly,
  entriesAreOfLockedPages,
];
