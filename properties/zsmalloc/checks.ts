import { never } from '../../model/language/index.ts';
import type { Zs } from '../../model/zsmalloc/zs.ts';

/*
 * What the kernel's own checks say of zsmalloc, in its words.
 */

/** Among them that a zspage which is put on a list, and the one at its head, are zspages, off the lists, and not isolated. */
export const assertsHold = never<Zs>(
  'what zsmalloc and the VM assert of pages and zspages is true',
  'BUG_ON',
);

/** KASAN, in words of zsmalloc. */
export const freedUntouched = never<Zs>(
  'nobody touches a zspage, a handle or a pool that has been freed',
  'slab-use-after-free',
);

/** No deadlock, in words of zsmalloc. */
export const nobodyStuck = never<Zs>('nobody waits for ever', 'deadlock');

/** No lock is taken in two orders. */
export const oneLockOrder = never<Zs>('locks are taken in one order, and otherwise only tried', 'lock-order');

/** lockdep, in words of zsmalloc. */
export const noSleepInAtomic = never<Zs>(
  'nobody sleeps with preemption off, and nobody waits for a lock of its own',
  'lockdep',
);
