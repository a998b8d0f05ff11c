import { any, deref, either, oneStep, otherwise, type Ptr, type Row } from '../language/index.ts';
import type { HasPage } from '../mm/rows.ts';
import { BUG_ON } from '../primitives/index.ts';
import { type HasEntry, type SwapMemory, slot_of } from './machine.ts';
import { why } from './why.ts';

const isFree = ({ swap_map }: SwapMemory['slot'][number]): boolean =>
  swap_map.count === 0 && !swap_map.has_cache;

/**
 * get_swap_page(): a slot for the swap cache, any that is free, as the scan goes on where the last one ended; null if none
 * is. mm/swapfile.c v2.6.35
 */
export const get_swap_page = oneStep(
  why.swap_lock,
  either(
    any(
      'slot',
      (s: SwapMemory, _my: { entry: Ptr<'slot'> }, slot: Row<'slot'>) => isFree(s.slot[slot]!),
      (s, my, slot) => {
        s.slot[slot]!.swap_map.has_cache = true;
        my.entry = slot;
      },
    ),
    otherwise(),
  ),
);

/** swap_duplicate(page_private(page)): one more pte has the entry of a page that is locked. mm/swapfile.c v2.6.35 */
export const swap_duplicate = oneStep(why.swap_lock, (s: SwapMemory, my: HasPage) => {
  slot_of(s, { entry: deref(s.page, my.page).private }).swap_map.count++;
});

/** swap_free(entry): one pte fewer has it; it is free when none has, and it is not in the swap cache. mm/swapfile.c v2.6.35 */
export const swap_free = oneStep(why.swap_lock, (s: SwapMemory, my: HasEntry) => {
  slot_of(s, my).swap_map.count--;
});

/** swapcache_free(entry, page): the swap cache has it no longer. mm/swapfile.c v2.6.35 */
export const swapcache_free = oneStep(why.swap_lock, (s: SwapMemory, my: HasEntry) => {
  const { swap_map } = slot_of(s, my);
  BUG_ON(!swap_map.has_cache, 'VM_BUG_ON(!has_cache)');
  swap_map.has_cache = false;
});

/** swapcache_prepare(entry): takes it for the swap cache, unless it is there already, or nobody has it. mm/swapfile.c v2.6.35 */
export const swapcache_prepare = oneStep(
  why.swap_lock,
  (s: SwapMemory, my: HasEntry & { err: '0' | '-EEXIST' | '-ENOENT' }) => {
    const { swap_map } = slot_of(s, my);
    const { count, has_cache } = swap_map;
    my.err = has_cache ? '-EEXIST' : count === 0 ? '-ENOENT' : '0';
    if (my.err === '0') swap_map.has_cache = true;
  },
);

/** page_swapcount(page): how many ptes have its entry. mm/swapfile.c v2.6.35 */
export const page_swapcount = oneStep(why.swap_lock, (s: SwapMemory, my: HasEntry & { count: number }) => {
  my.count += slot_of(s, my).swap_map.count;
});
