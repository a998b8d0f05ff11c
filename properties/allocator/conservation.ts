import { free_blocks } from '../../model/allocator/freeArea.ts';
import { pcp_pages } from '../../model/allocator/pcpLists.ts';
import { MIGRATE_PCPTYPES, migratetypes, type Zone } from '../../model/allocator/zone.ts';
import { always, atTheEnd, sometimes } from '../../model/language/index.ts';
import { blocks, buddies, pagesIn } from './blocks.ts';

/** A block of 2^order pages begins at a multiple of that. */
export const aligned = always('a free block is aligned to its size', (s: Zone) =>
  buddies(s).every(({ first, order }) => first % 2 ** order === 0 && first + 2 ** order <= s.page.length),
);

/** No page is twice on a list, or on one and in somebody's hands, or given to two. */
export const disjoint = always('no page is in two places', (s: Zone) => {
  let seen = 0;
  for (const { first, order } of blocks(s)) {
    const mask = (2 ** (2 ** order) - 1) << first;
    if ((seen & mask) !== 0) return false;
    seen |= mask;
  }
  return true;
});

/** When nobody is on the way with one, the pages of all lists and of those who have some are all pages. */
export const conserved = atTheEnd('no page is lost', (s: Zone) => pagesIn(blocks(s)) === s.page.length);

const lockIsFree = (s: Zone) => s.zone.lock.owner === null;

/** When nobody has zone->lock, two free blocks that would make a larger one are one. */
export const merged = always('free buddies are merged', (s: Zone) => {
  if (!lockIsFree(s)) return true;
  const free = buddies(s);
  return free.every(
    ({ first, order }) =>
      order === s.free_area.length - 1 ||
      !free.some((other) => other.order === order && other.first === (first ^ (1 << order))),
  );
});

const lengthOf = (s: Zone, order: number) =>
  migratetypes.reduce((sum, _name, type) => sum + free_blocks(s, order, type).length, 0);

/** When nobody has zone->lock, nr_free of an order is how many blocks its lists have. */
export const nrFree = always(
  'nr_free is the length of the lists',
  (s: Zone) => !lockIsFree(s) || s.free_area.every(({ nr_free }, order) => nr_free === lengthOf(s, order)),
);

/** An allocation of several pages takes them off the count behind the lock, so that it may be more meanwhile. */
export const nothingUncounted = always(
  'NR_FREE_PAGES is no less than what is on the lists',
  (s: Zone) => !lockIsFree(s) || s.zone.NR_FREE_PAGES >= pagesIn(buddies(s)),
);

/** When nobody is on the way with a page, it is as much. */
export const nrFreePages = atTheEnd(
  'NR_FREE_PAGES is what is on the lists',
  (s: Zone) => s.zone.NR_FREE_PAGES === pagesIn(buddies(s)),
);

/** When nobody is on the way with a page, pcp->count of a CPU is how many are on its lists. */
export const pcpCount = atTheEnd('pcp->count is the length of the lists', (s: Zone) =>
  s.pcp.every(({ count }, cpu) => {
    const types = [...Array(MIGRATE_PCPTYPES).keys()];
    return count === types.reduce((sum, type) => sum + pcp_pages(s, cpu, type).length, 0);
  }),
);

/** What is true of the lists and of all counts. */
export const conservation = [
  aligned,
  disjoint,
  conserved,
  merged,
  nrFree,
  nothingUncounted,
  nrFreePages,
  pcpCount,
];

/** That blocks come together to the largest order, and that both CPUs keep pages. */
export const conservationWitnesses = [
  sometimes(
    'all is free again, in blocks of the largest order',
    (s: Zone, threads) =>
      s.free_area.at(-1)!.nr_free * 2 ** (s.free_area.length - 1) === s.page.length &&
      threads.every(({ settled }) => settled),
  ),
  sometimes('both CPUs have pages on their lists', (s: Zone) => s.pcp.every(({ count }) => count > 0)),
];
