import {
  noFreedOnList,
  offListIsTaken,
  oneOwner,
  onItsList,
  partlyUsedIsListed,
} from '../../properties/zsmallocLists.ts';
import compactionIsolation from '../../scenarios/zsmalloc/compaction-isolation.ts';
import hugeClass from '../../scenarios/zsmalloc/huge-class.ts';
import isolatedOnList from '../../scenarios/zsmalloc/isolated-on-list.ts';
import { expectToBite } from './bite.ts';

const isolated = { of: isolatedOnList, broken: 'v3+keep-on-list', sound: 'v3' };
const compacted = { of: compactionIsolation, broken: 'v3', sound: 'v3+check-list' };

expectToBite([
  { property: noFreedOnList, ...isolated, at: 'free_zspage.reset_page' },
  { property: noFreedOnList, ...compacted, at: 'free_zspage.reset_page' },
  { property: onItsList, ...isolated },
  { property: offListIsTaken, of: hugeClass, broken: 'v4+init-list-head', sound: '4.8' },
  { property: partlyUsedIsListed, ...compacted },
  { property: oneOwner, ...compacted, at: 'zs_page_isolate.remove_zspage' },
]);
