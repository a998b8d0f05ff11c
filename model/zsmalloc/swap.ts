import { call, pointer } from '../language/index.ts';
import { preempt_disable, preempt_enable, spin_lock, spin_unlock } from '../primitives/index.ts';
import { type Zs, zs } from './zs.ts';
import { zs_free } from './zsFree.ts';

const si_lock = (s: Zs) => s.swap_info[0]!.lock;

/*
 * spin_lock(&si->lock) in its two halves, as __raw_spin_lock() has them: preemption is off from before the first try,
 * so that who waits for this lock keeps its CPU.
 */

/** A process exits: its swap slots are freed one by one with the lock of the swap device held, down to zsmalloc. */
export const swap_entry_free = zs.fn(
  'swap_entry_free',
  'mm/swapfile.c v4.7, with swap_slot_free_notify: zram_slot_free_notify',
  { handle: pointer('handle') },
  {},
  {
    preempt_disable,
    spin_lock: spin_lock(si_lock),
    swap_slot_free_notify: call(zs_free),
    spin_unlock: spin_unlock(si_lock),
    preempt_enable,
  },
);

/** A process swaps in: it takes a reference to the swap entry. */
export const swap_duplicate = zs.fn(
  'swap_duplicate',
  'mm/swapfile.c v4.7',
  {},
  {},
  { preempt_disable, spin_lock: spin_lock(si_lock), spin_unlock: spin_unlock(si_lock), preempt_enable },
);
