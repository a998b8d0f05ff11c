import {
  assertsHold,
  freedUntouched,
  nobodyStuck,
  noSleepInAtomic,
  oneLockOrder,
} from '../../../properties/zsmalloc/checks.ts';
import asyncFreeChain from '../../../scenarios/zsmalloc/async-free-chain.ts';
import doubleIsolation from '../../../scenarios/zsmalloc/double-isolation.ts';
import emptyForever from '../../../scenarios/zsmalloc/empty-forever.ts';
import freeUnderClassLock from '../../../scenarios/zsmalloc/free-under-class-lock.ts';
import pinsAndPreemption from '../../../scenarios/zsmalloc/pins-and-preemption.ts';
import poolDestroy from '../../../scenarios/zsmalloc/pool-destroy.ts';
import { expectToBite } from './bite.ts';
import { class_lock_first, no_wake_up, putback_twice } from './mutations.ts';

expectToBite([
  { property: assertsHold, of: doubleIsolation, broken: 'v3', sound: '4.8' },
  { property: assertsHold, of: emptyForever, broken: ['4.8', putback_twice], sound: '4.8' },
  { property: freedUntouched, of: poolDestroy, broken: '4.8', sound: '5.3' },
  { property: nobodyStuck, of: freeUnderClassLock, broken: 'v3+free-under-class-lock', sound: 'v3' },
  { property: nobodyStuck, of: pinsAndPreemption, broken: 'v3', sound: 'v4' },
  { property: nobodyStuck, of: poolDestroy, broken: ['5.3', no_wake_up], sound: '5.3' },
  { property: oneLockOrder, of: emptyForever, broken: ['4.8', class_lock_first], sound: '4.8' },
  {
    property: noSleepInAtomic,
    of: asyncFreeChain,
    broken: '5.17+read-lock',
    sound: '5.19',
    at: 'lock_zspage.lock_page',
  },
]);
