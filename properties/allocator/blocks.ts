import { free_blocks } from '../../model/allocator/freeArea.ts';
import { pcp_pages } from '../../model/allocator/pcpLists.ts';
import { MIGRATE_PCPTYPES, migratetypes, type Zone } from '../../model/allocator/zone.ts';

/** A block of pages, and who has it. */
export interface Block {
  readonly first: number;
  readonly order: number;
  readonly where: 'buddy' | 'pcp' | 'held';
}

/** The blocks on the buddy lists. */
export const buddies = (s: Zone): Block[] =>
  s.free_area.flatMap((_area, order) =>
    migratetypes.flatMap((_name, type) =>
      free_blocks(s, order, type).map((first) => ({ first, order, where: 'buddy' as const })),
    ),
  );

/** The pages on the per-CPU lists. */
export const pcps = (s: Zone): Block[] =>
  s.pcp.flatMap((_pcp, cpu) =>
    [...Array(MIGRATE_PCPTYPES).keys()].flatMap((type) =>
      pcp_pages(s, cpu, type).map((first) => ({ first, order: 0, where: 'pcp' as const })),
    ),
  );

/** The blocks that somebody has. */
export const held = (s: Zone): Block[] =>
  s.page.flatMap(({ held }, first) =>
    held === 0 ? [] : [{ first, order: held - 1, where: 'held' as const }],
  );

/** All of them. */
export const blocks = (s: Zone): Block[] => [...buddies(s), ...pcps(s), ...held(s)];

/** How many pages they are. */
export const pagesIn = (some: readonly Block[]) => some.reduce((sum, { order }) => sum + 2 ** order, 0);
