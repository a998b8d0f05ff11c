import { free_blocks } from '../../model/allocator/freeArea.ts';
import { MIGRATE_RESERVE, migratetypes, pageblock_of, type Zone } from '../../model/allocator/zone.ts';
import { always } from '../../model/language/index.ts';

/** Whoever finds the lists of his type empty may count on it that what is free of the reserve is left to him. */
export const reserveStays = always('what is free of the reserve is on its lists', (s: Zone) =>
  s.free_area.every((_area, order) =>
    migratetypes.every(
      (_name, type) =>
        type === MIGRATE_RESERVE ||
        free_blocks(s, order, type).every((first) => pageblock_of(s, first).migratetype !== MIGRATE_RESERVE),
    ),
  ),
);
