/** Why labels of compaction are one step, beside those that zone->lock keeps together. */
export const why = {
  lru_lock:
    "zone->lru_lock with interrupts off: the LRU list, PG_lru, and the lru of the pages on it are nobody else's",
  own: "the pages and the lists of compact_control are its owner's",
  move: 'the page lock, migration entries and the frozen count let nobody come between: see migration',
  ptl: 'the lock of the page table',
} as const;
