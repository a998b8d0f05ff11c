import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { compact_zone } from '../../model/migration/movablePage.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { async_free_zspage } from '../../model/zsmalloc/asyncFreeZspage.ts';
import { poolOf, zspageLayout } from '../../model/zsmalloc/pool.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { share_word } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { zs } from '../../model/zsmalloc/zs.ts';
import { zs_free } from '../../model/zsmalloc/zsFree.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { onePageTried } from '../../properties/zsmalloc/unreachableSince5_17.ts';

const withWord = (release: '5.19' | '6.2' | '6.5') => [...releases[release], share_word];

/** The releases from 5.17 until 6.9, with fullness and isolated in the one word that they share. */
export default scenario('zsmalloc/isolated-word', {
  summary: 'the fullness group of a zspage changes while one of its pages is isolated',
  machine: zs,
  sizes: { pages: 2, zspages: 2, handles: 2 },
  threads: {
    migrate: thread(compact_zone, { page: 0 }),
    free: thread(zs_free, { handle: 0 }),
    worker: thread(async_free_zspage, {}, { context: 'kworker', optional: true }),
  },
  initial: {
    'a page is free': poolOf({ objs_per_zspage: 2, zspages: [[0]] }, zspageLayout),
    'no page is free': poolOf({ objs_per_zspage: 2, zspages: [[0], [1]] }, zspageLayout),
  },
  properties: [handleResolves, dataKept],
  designs: {
    '5.19': design(withWord('5.19'), violated('BUG_ON', 'async_free_zspage.VM_BUG_ON')),
    '6.2': design(withWord('6.2'), violated('BUG_ON', 'async_free_zspage.VM_BUG_ON')),
    '6.5': design(withWord('6.5'), holds, { unreachable: onePageTried }),
  },
  abstractions: zsmallocAbstractions,
});
