import { type Row, row } from '../../language/index.ts';
import { INIT_LIST_HEAD, list_add_tail } from '../../primitives/index.ts';
import { zoneOf } from '../start.ts';
import { type Compaction, freepages, inactive_list, lru, migratepages } from './machine.ts';

const add = list_add_tail(lru, inactive_list);

/** A user's page: on the LRU list, behind an address, where something has been stored. */
function mappedPage(s: Compaction, page: Row<'page'>, address: number): void {
  const [of, pte] = [s.page[page]!, s.pte[address]!];
  of.PG_lru = true;
  of.contents = address + 1;
  add(s, { page });
  pte.page = page;
  pte.stored = address + 1;
}

/** What is in use of a zone: pages of users, by their numbers, and blocks that cannot be moved, by page and order. */
interface InUse {
  readonly users: readonly number[];
  readonly kernel?: readonly (readonly [first: number, order: number])[];
}

/** A zone whose pageblocks have these types, from the first on; what is not in use is free. */
export const compactable =
  (types: readonly number[], { users, kernel = [] }: InUse) =>
  (s: Compaction): void => {
    for (const head of [inactive_list(), freepages(), migratepages()]) INIT_LIST_HEAD(s, head);
    zoneOf(types, [...kernel, ...users.map((page) => [page, 0] as const)])(s);
    for (const [address, page] of users.entries()) mappedPage(s, row('page', page), address);
    s.zone.unmovable = kernel.reduce((sum, [, order]) => sum + 2 ** order, 0);
  };
