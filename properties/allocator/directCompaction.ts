import type { Compaction } from '../../model/allocator/compaction/machine.ts';
import { always } from '../../model/language/index.ts';

/** Whether the zone has a block of two pages to give, and half as many pages beside it as copies may need. */
const enough = ({ free_area, zone: { NR_FREE_PAGES, low } }: Compaction) =>
  NR_FREE_PAGES - 1 > low + 4 && NR_FREE_PAGES - 1 - free_area[0]!.nr_free > Math.floor((low + 4) / 2);

/** Compaction is for where an allocation fails. */
export const needless = always(
  'a zone that has a block of two pages above the watermark is not compacted',
  (s: Compaction, threads) => !enough(s) || !threads.some((thread) => thread.mayBeAt('*.compact_zone_order')),
);

/** After a failure so many allocations are refused as the shift says, and no more. */
export const deferral = always(
  'compaction is refused fewer times than 1 << compact_defer_shift, which is 64 at most',
  ({ zone: { compact_considered, compact_defer_shift } }: Compaction) =>
    compact_defer_shift <= 6 && compact_considered <= 2 ** compact_defer_shift,
);
