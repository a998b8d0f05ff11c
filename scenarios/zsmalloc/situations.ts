import { thread } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';

/*
 * What several questions have in common: who runs, with how much, from which pools. A scenario says how it differs.
 */

/** A zspage of one page, with room for two objects and one in it. */
export const oneObject = { objs_per_zspage: 2, zspages: [[0]] };

/** The VM migrates the only page of a zspage while its last object is freed; the worker frees what is empty. */
export const migrateBesideFree = {
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 1 },
  threads: {
    migrate: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf(oneObject, zspageLayout),
};

/** The VM finds a page to migrate to, or none until the zspage has given its own back. */
export const freePageOrNone = {
  sizes: { pages: 2, zspages: 2, handles: 2 },
  initial: {
    'a page is free': poolOf(oneObject, zspageLayout),
    'no page is free': poolOf({ ...oneObject, zspages: [[0], [1]] }, zspageLayout),
  },
};

/** A zspage of two pages, with one object in it, and one page that is free. */
export const chainOfTwo = {
  sizes: { pages: 3, zspages: 1, handles: 1 },
  initial: poolOf({ ...oneObject, pages_per_zspage: 2 }, zspageLayout),
};
