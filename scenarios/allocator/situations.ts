import type { Compaction } from '../../model/allocator/compaction/machine.ts';
import { compactable } from '../../model/allocator/compaction/start.ts';
import { MIGRATE_MOVABLE } from '../../model/allocator/zone.ts';
import { row } from '../../model/language/index.ts';

type Start = (s: Compaction) => void;

/** Four pageblocks of two pages. */
export const movable = [MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_MOVABLE, MIGRATE_MOVABLE];

/** A zone that is compacted for a movable allocation of an order. */
export const run =
  (order: number, ...starts: readonly Start[]) =>
  (s: Compaction): void => {
    for (const start of starts) start(s);
    s.cc.order = order;
    s.cc.migratetype = MIGRATE_MOVABLE;
  };

/** A transfer has a reference to the page of a user, which its interrupt drops. */
export const transfer =
  (address: number): Start =>
  (s) => {
    const page = s.pte[address]!.page!;
    s.page[page]!.count++;
    s.done = row('page', page);
  };

/** The low watermark. */
export const low =
  (pages: number): Start =>
  (s) => {
    s.zone.low = pages;
  };

/** Direct compaction has failed so often that it will be refused as long as can be. */
export const deferred: Start = (s) => {
  s.zone.compact_defer_shift = 6;
};

/** Of 16 pages every other one is free, so that none is next to its buddy: the index of an allocation of two is 375. */
export const fragmented: Start = compactable(movable, {
  users: [],
  kernel: [0, 2, 4, 6, 8, 10, 12, 14].map((page) => [page, 0] as const),
});

/** The value of /proc/sys/vm/extfrag_threshold. */
export const threshold =
  (value: number, ...starts: readonly Start[]): Start =>
  (s) => {
    for (const start of starts) start(s);
    s.sysctl_extfrag_threshold = value;
  };
