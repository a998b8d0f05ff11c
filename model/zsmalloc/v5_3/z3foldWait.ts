import { patch, replace, unless } from '../../language/index.ts';
import { zs_destroy_pool } from '../zsDestroyPool.ts';
import { drain_isolated, noDrain, pool_isolated_are_drained } from './drainIsolated.ts';

/*
 * z3fold got the same fix as zsmalloc in the same release, with one difference.
 */

/** d776aaa9895e in 5.3: wait_event(pool->isolate_wait, !pool_isolated_are_drained(pool)), which waits for the contrary. */
export const wait_for_isolated = patch(
  'mm/z3fold.c: fix race between migration and destruction',
  drain_isolated,
).in(zs_destroy_pool, replace('drained', { drained: unless(pool_isolated_are_drained, 'finish_wait') }));

/** 6e73fd25e2c7 in 5.3 */
export const revert_wait = patch(
  'Revert "mm/z3fold.c: fix race between migration and destruction"',
  drain_isolated,
  wait_for_isolated,
).in(zs_destroy_pool, ...noDrain);
