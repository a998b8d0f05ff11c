import { zoneOf } from '../start.ts';
import { MIGRATE_MOVABLE } from '../zone.ts';
import { RCLM_EASY, RCLM_NORCLM } from './easyrclm.ts';
import { ZONE_MOVABLE, ZONE_NORMAL } from './zoneBased.ts';
import type { Zones } from './zones.ts';

/** How many pages may still be asked for, and which ones users have already. */
export interface Use {
  readonly kernel: number;
  readonly easy: number;
  readonly users: readonly number[];
}

/** Two blocks of 2^(MAX_ORDER-1) pages that have these types, or are in these zones. */
const memory =
  (types: readonly [number, number]) =>
  ({ kernel, easy, users }: Use) =>
  (s: Zones): void => {
    zoneOf(
      types,
      users.map((pfn) => [pfn, 0]),
    )(s);
    for (const pfn of users) s.page[pfn]!.PG_lru = true;
    s.wants.kernel = kernel;
    s.wants.easy = easy;
  };

/** Memory whose blocks have no types. */
export const withoutTypes = memory([0, 0]);
/** setup_usemap(): half of the blocks are for what cannot be reclaimed easily. */
export const setup_usemap = memory([RCLM_NORCLM, RCLM_EASY]);
/** Memory as it is when __GFP_EASYRCLM has taken over the other half, too. */
export const allEasy = memory([RCLM_EASY, RCLM_EASY]);
/** memmap_init_zone(): all is movable. */
export const memmap_init_zone = memory([MIGRATE_MOVABLE, MIGRATE_MOVABLE]);
/** Half of memory in ZONE_MOVABLE, as by kernelcore=. */
export const kernelcore = memory([ZONE_NORMAL, ZONE_MOVABLE]);
