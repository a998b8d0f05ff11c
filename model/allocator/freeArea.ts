import { addressOf, container_of, type Ptr, type Row, row } from '../language/index.ts';
import {
  list_entries,
  list_add as listAdd,
  list_add_tail as listAddTail,
  list_del as listDel,
  VM_BUG_ON,
} from '../primitives/index.ts';
import { migratetypes, type Zone } from './zone.ts';

/*
 * What is done to a buddy list under zone->lock. zone_watermark_ok() looks at nr_free without it, so that a store to that
 * is an access of its own; to the lists and to PG_buddy nobody comes without the lock.
 */

/** &zone->free_area[order].free_list[migratetype] */
export const free_list_of = (order: number, migratetype: number) =>
  addressOf(`free_area[].${migratetypes[migratetype]!}`, row('free_area', order));
/** &page->lru */
export const lru_of = (page: Ptr<'page'>) => addressOf('page[].lru', page);

interface Linked {
  readonly page: Ptr<'page'>;
  readonly order: number;
  readonly migratetype: number;
}
const entry = (_s: Zone, { page }: Pick<Linked, 'page'>) => lru_of(page);
const head = (_s: Zone, { order, migratetype }: Linked) => free_list_of(order, migratetype);
const add = listAdd(entry, head);
const addTail = listAddTail(entry, head);
const del = listDel(entry);

/** The block at the front of a list, or null where it is empty. */
export const first_free = (s: Zone, order: number, migratetype: number): Ptr<'page'> =>
  container_of(s.free_area[order]![migratetypes[migratetype]!].next, 'page[].lru');
/** list_add(): a block becomes the first of its list. */
export const add_free = (s: Zone, page: Ptr<'page'>, order: number, type: number) =>
  add(s, { page, order, migratetype: type });
/** list_add_tail(): a block becomes the last one of its list. */
export const add_free_tail = (s: Zone, page: Ptr<'page'>, order: number, type: number) =>
  addTail(s, { page, order, migratetype: type });
/** list_del() */
export const del_page = (s: Zone, page: Ptr<'page'>) => del(s, { page });

/** set_page_order() */
export const set_page_order = (s: Zone, page: Row<'page'>, order: number) => {
  s.page[page]!.private = order;
  s.page[page]!.PG_buddy = true;
};
/** rmv_page_order() */
export const rmv_page_order = (s: Zone, page: Row<'page'>) => {
  s.page[page]!.private = 0;
  s.page[page]!.PG_buddy = false;
};

/** The blocks on a buddy list, in its order. */
export const free_blocks = (s: Zone, order: number, migratetype: number): Row<'page'>[] =>
  list_entries(s, free_list_of(order, migratetype), 'page[].lru');

/** page_is_buddy(): whether the page is the first one of a free block of the order, in the zone. */
export const page_is_buddy = (s: Zone, buddy: number, order: number): boolean => {
  const found = s.page[buddy];
  if (found === undefined || !found.PG_buddy || found.private !== order) return false;
  VM_BUG_ON(found.count !== 0, 'page_count(buddy) != 0');
  return true;
};
