import { always } from '../model/language/index.ts';
import type { Pages } from '../model/primitives/index.ts';

/**
 * Each page is counted as often as it is held, unless it is frozen: a reference that is lost, or given up twice, is found
 * where it happens.
 * @param holders how many hold a reference to the page: `(s, page) => holdersIn(s.task, page) + …`, with the ptes and slots
 * that name it, and whatever else is one reference each
 */
export const countIsHolders = <S extends Pages>(holders: (state: S, page: number) => number) =>
  always('each page is counted as often as it is held', (s: S) =>
    s.page.every(({ count, frozen }, page) => frozen || count === holders(s, page)),
  );
