import { design, holds, scenario, thread, violated } from '../../../model/language/index.ts';
import { compact_zone } from '../../../model/migration/movablePage.ts';
import { async_free_zspage } from '../../../model/zsmalloc/asyncFreeZspage.ts';
import { firstPageLayout, poolOf, zspageLayout } from '../../../model/zsmalloc/pool.ts';
import { releases } from '../../../model/zsmalloc/releases.ts';
import { check_list } from '../../../model/zsmalloc/v3/remedies.ts';
import { zs } from '../../../model/zsmalloc/zs.ts';
import { zs_compact } from '../../../model/zsmalloc/zsCompact.ts';

const contents = { objs_per_zspage: 2, zspages: [[0], [1], [2]] };
const firstPage = { initial: poolOf(contents, firstPageLayout) };

/** compaction-isolation with three zspages instead of four, one of which is isolated: 3000 states, and not 300,000. */
export const oneIsolation = scenario('zsmalloc/one-isolation', {
  summary: 'zsmalloc empties zspages while the VM isolates one of them',
  machine: zs,
  sizes: { pages: 4, zspages: 4, handles: 3 },
  threads: {
    compact: thread(zs_compact, {}),
    migrate: thread(compact_zone, { page: 2 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: poolOf(contents, zspageLayout),
  designs: {
    v3: design(releases.v3, violated(), firstPage),
    'v3+check-list': design([...releases.v3, check_list], holds, firstPage),
    '4.8': design(releases['4.8'], holds),
  },
});
