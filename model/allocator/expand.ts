import { goto, oneStep, row, unless } from '../language/index.ts';
import { add_free, set_page_order } from './freeArea.ts';
import { why } from './why.ts';
import { type HasPage, type HasType, migratetype, order, page, type Zone, zone } from './zone.ts';

interface Halving extends HasPage, HasType {
  readonly low: number;
  high: number;
}

/** Whether it is larger than what is wanted; it is taken out of the lists when it is not. */
const larger = (s: Zone, my: Halving) => {
  if (my.high > my.low) return true;
  for (let i = 0; i < 2 ** my.low; i++) s.page[my.page! + i]!.free = false;
  return false;
};
/** The upper half goes back to the list of its order. */
const split = (s: Zone, my: Halving) => {
  my.high--;
  const half = row('page', my.page! + 2 ** my.high);
  add_free(s, half, my.high, my.migratetype);
  s.free_area[my.high]!.nr_free++;
  set_page_order(s, half, my.high);
};

/** Halves a block that is off its list until it has the order that is wanted. Under zone->lock. */
export const expand = zone.fn(
  'expand',
  'mm/page_alloc.c v2.6.32',
  { ...page, low: order(), migratetype: migratetype() },
  { high: order() },
  {
    'high > low': unless(larger, 'return'),
    split: oneStep(why.zone_lock, goto('high > low', split)),
  },
);
