import { row, sometimes } from '../../model/language/index.ts';
import { anonVma, area, isolated, mapped, referenced } from '../../model/mm/initial.ts';
import type { Memory } from '../../model/mm/machine.ts';

/** A process has a page at its first address, which has been isolated to be migrated; page 1 is what it is to become. */
const onePage = (write: boolean, isReferenced: boolean) => (s: Memory) => {
  anonVma(s, 0);
  area(s, 0, { mm: 0, start: 0, length: 1, pgoff: 0 });
  mapped(s, 0, 0, 0, write);
  isolated(s, 0);
  isolated(s, 1);
  if (isReferenced) referenced(s, 0);
};

/** The states that the migration of one page starts from: where somebody has a reference to it, it is not to move. */
export const migratedPage = {
  writable: onePage(true, false),
  'read-only': onePage(false, false),
  referenced: onePage(true, true),
};

const used = (write: boolean) => (s: Memory) => {
  onePage(write, false)(s);
  s.user[0]!.mm = row('mm', 0);
  for (const page of s.page.slice(2)) page.free = true;
};

/**
 * As migratedPage, with a CPU that uses it, and pages for who needs a copy. Where it may not be written at first, somebody
 * had it too who has exited, so that a write finds itself alone with it.
 */
export const usedPage = { writable: used(true), 'read-only': used(false) };

/**
 * Half of a vma of two pages has been moved away, and is to move back: mremap() has made a vma for it, behind the first
 * one in the list, and has not merged the two, as they are not neighbours.
 */
const apart = (write: boolean, isReferenced: boolean) => (s: Memory) => {
  anonVma(s, 0);
  area(s, 0, { mm: 0, start: 0, length: 1, pgoff: 0 });
  area(s, 1, { mm: 0, start: 2, length: 1, pgoff: 1 });
  s.page[0]!.index = 1;
  mapped(s, 0, 2, 0, write);
  isolated(s, 0);
  isolated(s, 1);
  if (isReferenced) referenced(s, 0);
};

/** As migratedPage, of the page that moves back. */
export const movedAwayAndBack = {
  writable: apart(true, false),
  referenced: apart(true, true),
};

/** Both ends that a migration comes to: a proof that saw one of them only would be of half of it. */
export const bothEnds = [
  sometimes('the page is moved, and its pte has the new one', (s: Memory, threads) => {
    const migrate = threads.find(({ fn }) => fn === 'unmap_and_move')!;
    const isMoved = migrate.at('unlock_page') && migrate.my.rc === '0';
    const ptes = s.mm.flatMap(({ pte }) => pte);
    return isMoved && ptes.some(({ value }) => value.kind === 'present' && value.page === 1);
  }),
  sometimes('the page is left where it was', (s: Memory) => s.page[1]!.free),
];
