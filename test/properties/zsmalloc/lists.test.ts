import {
  noFreedOnList,
  offListIsTaken,
  oneOwner,
  onItsList,
  partlyUsedIsListed,
} from '../../../properties/zsmalloc/lists.ts';
import hugeClass from '../../../scenarios/zsmalloc/huge-class.ts';
import isolatedOnList from '../../../scenarios/zsmalloc/isolated-on-list.ts';
import isolatedWord from '../../../scenarios/zsmalloc/isolated-word.ts';
import { expectToBite } from './bite.ts';
import { oneIsolation } from './oneIsolation.ts';

const isolated = { of: isolatedOnList, broken: 'v3+keep-on-list', sound: 'v3' };
const compacted = { of: oneIsolation, broken: 'v3', sound: 'v3+check-list' };

expectToBite([
  { property: noFreedOnList, ...isolated, at: 'free_zspage.reset_page' },
  { property: noFreedOnList, ...compacted, at: 'free_zspage.reset_page' },
  { property: onItsList, ...isolated },
  // zs_free() holds pool->lock, and until 6.5 zs_page_isolate() holds zspage->lock: two locks for one word.
  { property: onItsList, of: isolatedWord, broken: '6.2', sound: '6.5' },
  { property: offListIsTaken, of: hugeClass, broken: 'v4+init-list-head', sound: '4.8' },
  { property: partlyUsedIsListed, ...compacted },
  { property: oneOwner, ...compacted, at: 'zs_page_isolate.remove_zspage' },
]);
