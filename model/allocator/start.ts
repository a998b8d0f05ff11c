import { type Row, row } from '../language/index.ts';
import { INIT_LIST_HEAD, list_add } from '../primitives/index.ts';
import { add_free, free_list_of, lru_of, set_page_order } from './freeArea.ts';
import { pcp_list_of } from './pcpLists.ts';
import { MIGRATE_PCPTYPES, migratetypes, pageblock_nr_pages, type Zone } from './zone.ts';

const add_pcp = list_add(
  (_s: Zone, { page }: { readonly page: Row<'page'> }) => lru_of(page),
  (_s: Zone, { cpu, type }: { readonly cpu: number; readonly type: number }) => pcp_list_of(cpu, type),
);

/** A zone of empty lists: no page is in any of them. */
function emptyZone(s: Zone): void {
  migratetypes.forEach((_name, type) => {
    for (const order of s.free_area.keys()) INIT_LIST_HEAD(s, free_list_of(order, type));
    if (type >= MIGRATE_PCPTYPES) return;
    for (const cpu of s.pcp.keys()) INIT_LIST_HEAD(s, pcp_list_of(cpu, type));
  });
}

/** Puts a free block in front of the list of its pageblock's type. */
function freeBlock(s: Zone, first: number, order: number): void {
  const block = row('page', first);
  set_page_order(s, block, order);
  add_free(s, block, order, s.pageblock[Math.floor(first / pageblock_nr_pages(s))]!.migratetype);
  s.free_area[order]!.nr_free++;
  for (let i = 0; i < 2 ** order; i++) s.page[first + i]!.free = true;
  s.zone.NR_FREE_PAGES += 2 ** order;
}

/** Gives a block to somebody outside of the scenario. */
function heldBlock(s: Zone, first: number, order: number): void {
  s.page[first]!.count = 1;
  s.page[first]!.held = order + 1;
}

type Blocks = readonly (readonly [first: number, order: number])[];

/** The order of the largest free block that can begin at the page, or -1 where that is held. */
function largestFree(s: Zone, first: number, held: Blocks): number {
  const fits = (order: number) =>
    first % 2 ** order === 0 &&
    first + 2 ** order <= s.page.length &&
    held.every(([other, size]) => other + 2 ** size <= first || first + 2 ** order <= other);
  let order = -1;
  while (order + 1 < s.free_area.length && fits(order + 1)) order++;
  return order;
}

/**
 * A zone whose pageblocks have these types, from the first on; `held` is what is not free: blocks by their first page and
 * their order. All other pages are free, in blocks as large as can be.
 */
export const zoneOf =
  (types: readonly number[], held: Blocks = []) =>
  (s: Zone): void => {
    emptyZone(s);
    types.forEach((type, i) => {
      s.pageblock[i]!.migratetype = type;
    });
    for (const [first, order] of held) heldBlock(s, first, order);
    const free: [first: number, order: number][] = [];
    for (let first = 0; first < s.page.length; ) {
      const order = largestFree(s, first, held);
      if (order >= 0) free.push([first, order]);
      first += order >= 0 ? 2 ** order : 1;
    }
    for (const [first, order] of free.reverse()) freeBlock(s, first, order);
  };

/** Puts a page, which was in nobody's hands but outside of the lists, in front of a list of the CPU. */
export function pcpPage(s: Zone, cpu: number, first: number, type: number): void {
  const page = row('page', first);
  s.page[first]!.count = 0;
  s.page[first]!.held = 0;
  s.page[first]!.private = type;
  add_pcp(s, { page, cpu, type });
  s.pcp[cpu]!.count++;
}
