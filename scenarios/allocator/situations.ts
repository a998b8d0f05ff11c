import type { Compaction } from '../../model/allocator/compaction/machine.ts';
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
