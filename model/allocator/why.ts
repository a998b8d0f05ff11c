/**
 * Why a label is one step although it makes more than one access to what others touch meanwhile, in the words of the
 * kernel: which lock lets nobody come between.
 */
export const why = {
  zone_lock:
    "zone->lock with interrupts off: the buddy lists, PG_buddy, and all of a page that is on them are nobody else's",
  pcp: "interrupts are off: the lists of this CPU, and the pages on them, are nobody else's",
} as const;
