import { bool, count, ghost, record } from '../../language/index.ts';
import { nr_pages, zone } from '../zone.ts';

const shape = {
  page: {
    /** On a list of pages that reclaim takes back: what has been allocated with __GFP_EASYRCLM. */
    PG_lru: bool(),
    /** The kernel has it, and nobody can take it back. */
    kernel: ghost(bool()),
  },
  pcp: {
    /** pcp->count[RCLM_EASY], where that is a count of its own. */
    count_easy: nr_pages(),
  },
  /** How many pages may still be asked for. */
  wants: record({ kernel: ghost(nr_pages()), easy: ghost(nr_pages()) }),
  /** How many pages were on the buddy lists when an allocation found none; the most of all times. */
  free_at_failure: ghost(nr_pages()),
  task: {
    /** The steps of an allocation, from its first one on, as long as it has found a page on its CPU's list; or 0. */
    fast: ghost(count(15)),
  },
};

type Extended = ReturnType<typeof zone.extend<typeof shape>>['state'];
/** The state of the machine. */
export interface Zones extends Extended {}
/**
 * The zone as 2.6.14 has it: one list of free blocks an order, and one of pages a CPU, which are the first ones here. What
 * came later gives meaning to the others.
 */
export const zones = zone.extend<typeof shape, Zones>(shape);
