import { goto, oneStep, type Ptr, pointer, row, unless } from '../language/index.ts';
import { VM_BUG_ON } from '../primitives/index.ts';
import { add_free, del_page, page_is_buddy, rmv_page_order, set_page_order } from './freeArea.ts';
import { why } from './why.ts';
import { type HasOrder, type HasPage, MAX_ORDER, migratetype, order, page, type Zone, zone } from './zone.ts';

/** A thread that puts a block on its list. */
export interface Merging extends HasPage, HasOrder {
  readonly migratetype: number;
  block: Ptr<'page'>;
  current_order: number;
}

const start = (s: Zone, my: Merging) => {
  const pfn: number = my.page!;
  VM_BUG_ON(pfn % 2 ** my.order !== 0, 'page_idx & ((1 << order) - 1)');
  for (let i = 0; i < 2 ** my.order; i++) s.page[pfn + i]!.free = true;
  // It had a type there on a per-CPU list, which nobody looks at from here on.
  s.page[pfn]!.private = 0;
  my.block = my.page;
  my.current_order = my.order;
};
/** The buddy is free and of the same order, and there is a higher one. */
const merges = (s: Zone, my: Merging) =>
  my.current_order < MAX_ORDER(s) - 1 &&
  page_is_buddy(s, my.block! ^ (1 << my.current_order), my.current_order);
/** Unlinks the buddy; the block of both begins where the lower one does. */
export const merge = (s: Zone, my: Merging) => {
  const buddy = row('page', my.block! ^ (1 << my.current_order));
  del_page(s, buddy);
  s.free_area[my.current_order]!.nr_free--;
  rmv_page_order(s, buddy);
  my.block = row('page', my.block! & ~(1 << my.current_order));
  my.current_order++;
};
const set_order = (s: Zone, my: Merging) => set_page_order(s, my.block!, my.current_order);
const list_add = (s: Zone, my: Merging) => {
  add_free(s, my.block, my.current_order, my.migratetype);
  s.free_area[my.current_order]!.nr_free++;
};

/** Puts a block on the list of its order, merged with its buddy as often as that is free. Under zone->lock. */
export const __free_one_page = zone.fn(
  '__free_one_page',
  'mm/page_alloc.c v2.6.32',
  { ...page, order: order(), migratetype: migratetype() },
  { block: pointer('page'), current_order: order() },
  {
    page_idx: oneStep(why.zone_lock, start),
    page_is_buddy: oneStep(why.zone_lock, unless(merges, 'set_page_order')),
    merge: oneStep(why.zone_lock, goto('page_is_buddy', merge)),
    set_page_order: oneStep(why.zone_lock, set_order),
    list_add: oneStep(why.zone_lock, list_add),
  },
);
