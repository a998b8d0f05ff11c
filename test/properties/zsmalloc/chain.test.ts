import { isolatesItsOwn, lockedAsAWhole } from '../../../properties/zsmalloc/chain.ts';
import asyncFreeChain from '../../../scenarios/zsmalloc/async-free-chain.ts';
import doubleIsolation from '../../../scenarios/zsmalloc/double-isolation.ts';
import unlockedClears from '../../../scenarios/zsmalloc/unlocked-clears.ts';
import { expectToBite } from './bite.ts';

expectToBite([
  {
    property: lockedAsAWhole,
    of: asyncFreeChain,
    broken: '5.17',
    sound: '5.19',
    at: 'lock_zspage.page_index',
  },
  { property: isolatesItsOwn, of: doubleIsolation, broken: 'v3', sound: '4.8' },
  { property: isolatesItsOwn, of: unlockedClears, broken: 'v3', sound: 'v4' },
]);
