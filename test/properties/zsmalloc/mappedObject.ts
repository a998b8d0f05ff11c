import { design, holds, scenario, thread } from '../../../model/language/index.ts';
import { compact_zone } from '../../../model/migration/movablePage.ts';
import { poolOf, zspageLayout } from '../../../model/zsmalloc/pool.ts';
import { releases } from '../../../model/zsmalloc/releases.ts';
import { zs } from '../../../model/zsmalloc/zs.ts';
import { zram_write } from '../../../model/zsmalloc/zsMap.ts';

const summary = 'the user writes into an object while the VM migrates a page that it is on';
const designs = { '4.8': design(releases['4.8'], holds), '5.3': design(releases['5.3'], holds) };

/** An object within a page. */
export const mappedObject = scenario('zsmalloc/mapped-object', {
  summary,
  machine: zs,
  sizes: { pages: 2, zspages: 1, handles: 2 },
  threads: { write: thread(zram_write, { handle: 0 }), migrate: thread(compact_zone, { page: 0 }) },
  initial: poolOf({ objs_per_zspage: 2, zspages: [[0, 1]] }, zspageLayout),
  designs,
});

/** An object on two pages, the second of which is migrated. */
export const spanningObject = scenario('zsmalloc/spanning-object', {
  summary,
  machine: zs,
  sizes: { pages: 3, zspages: 1, handles: 1 },
  threads: { write: thread(zram_write, { handle: 0 }), migrate: thread(compact_zone, { page: 1 }) },
  initial: poolOf({ objs_per_zspage: 1, pages_per_zspage: 2, zspages: [[0]] }, zspageLayout),
  designs,
});
