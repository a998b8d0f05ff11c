import {
  allGivenBack,
  destroyerWoken,
  noEmptyZspage,
  noSpinForPage,
} from '../../../properties/zsmalloc/progress.ts';
import emptyForever from '../../../scenarios/zsmalloc/empty-forever.ts';
import freeUnderClassLock from '../../../scenarios/zsmalloc/free-under-class-lock.ts';
import pinsAndPreemption from '../../../scenarios/zsmalloc/pins-and-preemption.ts';
import poolDestroy from '../../../scenarios/zsmalloc/pool-destroy.ts';
import { expectToBite } from './bite.ts';
import { no_putback, no_wake_up, test_first } from './mutations.ts';

const destroy = { property: destroyerWoken, of: poolDestroy, sound: '5.3' } as const;

expectToBite([
  { property: noEmptyZspage, of: emptyForever, broken: '4.14', sound: '5.3' },
  { property: noSpinForPage, of: pinsAndPreemption, broken: 'v3', sound: 'v4' },
  { property: noSpinForPage, of: freeUnderClassLock, broken: 'v3+free-under-class-lock', sound: 'v3' },
  { ...destroy, broken: ['5.3', no_wake_up] },
  { ...destroy, broken: ['5.3', test_first], at: 'zs_destroy_pool.prepare_to_wait' },
  { property: allGivenBack, of: emptyForever, broken: ['4.8', no_putback], sound: '4.8' },
]);
