import { design, holds, scenario, violated } from '../../model/language/index.ts';
import { zsmallocAbstractions } from '../../model/zsmalloc/abstractions.ts';
import { releases } from '../../model/zsmalloc/releases.ts';
import { store_fullness, store_isolated } from '../../model/zsmalloc/v5_17/sharedWord.ts';
import { because } from '../../properties/zsmalloc/because.ts';
import { dataKept, handleResolves } from '../../properties/zsmalloc/data.ts';
import { lastObjectTested } from '../../properties/zsmalloc/unreachable.ts';
import { onePageTried } from '../../properties/zsmalloc/unreachableSince5_17.ts';
import {
  movableWhileHeld,
  neverRefusedByBatch,
  oneCompactor,
  oneToFree,
} from '../../properties/zsmalloc/untakenWays.ts';
import { freePageOrNone, migrateBesideFree } from './situations.ts';

const withWord = (release: '5.19' | '6.2' | '6.5') => [...releases[release], store_fullness, store_isolated];

/**
 * The releases from 5.17 until 6.9, with fullness and isolated in the one word that they share: they fail as 4b5d1e47b694
 * has it, where the store of the group takes back a count. With one of the two stores alone the other change is atomic.
 */
export default scenario('zsmalloc/isolated-word', {
  summary: 'the fullness group of a zspage changes while one of its pages is isolated',
  ...migrateBesideFree,
  ...freePageOrNone,
  properties: [handleResolves, dataKept],
  designs: {
    '5.19': design(withWord('5.19'), violated('BUG_ON', 'zs_page_migrate.dec_zspage_isolation')),
    '6.2': design(withWord('6.2'), violated('BUG_ON', 'zs_page_migrate.dec_zspage_isolation')),
    '6.2+store-fullness': design(
      [...releases['6.2'], store_fullness],
      violated('BUG_ON', 'zs_page_migrate.dec_zspage_isolation'),
    ),
    '6.2+store-isolated': design(
      [...releases['6.2'], store_isolated],
      violated('BUG_ON', 'async_free_zspage.VM_BUG_ON'),
    ),
    '6.5': design(withWord('6.5'), holds, {
      unreachable: {
        ...onePageTried,
        ...lastObjectTested,
        ...because('the object that is freed is the last of its zspage', 'zs_free.set_zspage_mapping: jumps'),
        ...movableWhileHeld,
        ...oneCompactor,
        ...neverRefusedByBatch,
        ...oneToFree,
      },
    }),
  },
  abstractions: zsmallocAbstractions,
});
