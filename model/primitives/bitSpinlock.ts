import { bool, type Operation, pointer, record, type StateOf, spin } from '../language/index.ts';
import { BUG_ON } from './bug.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import type { LockOf } from './spinlock.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

const fields = { bit: bool(), owner: pointer('task') };
const node = record(fields, { name: 'bit spinlock', owner: 'owner' });

/**
 * A lock in one bit of a word that carries data as well, so that whoever stores the word may clear the bit under its
 * holder. The kernel keeps no owner and lockdep does not watch; `owner` is a ghost: the task that set the bit last,
 * until that task itself clears it. So an owner without the bit is a task whose bit somebody else has cleared, and
 * `lock.bit || lock.owner === null` says that a bit is cleared only by the task that set it.
 * include/linux/bit_spinlock.h
 * @returns the field for a machine; in a word(), beside the fields that share it
 * @example
 * const shape = { handle: word({ pin: bitSpinlock(), obj: count(3) }), task: tasks(taskFields()) };
 */
export const bitSpinlock = () => node;
/** What a bitSpinlock() keeps. */
export type BitSpinlock = StateOf<typeof fields>;

const aBitSpinlock = checkedRecord<BitSpinlock>('bit', 'bitSpinlock()');

/**
 * Spins until the bit is clear and sets it. Preemption is disabled by the acquisition alone: bit_spin_lock() enables it
 * while it waits. The task that has set the bit already spins for ever, as it does in the kernel.
 * include/linux/bit_spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no bitSpinlock()
 * @example
 * bit_spin_lock: bit_spin_lock((s) => s.handle.pin),
 * 'handle->obj = obj': (s) => { s.handle.obj = 1; },
 * bit_spin_unlock: bit_spin_unlock((s) => s.handle.pin),
 */
export function bit_spin_lock<S, L>(lockOf: LockOf<S, L, BitSpinlock>): Operation<S & Tasks, L & Current> {
  return spin<S & Tasks, L & Current>(
    (state, my) => !aBitSpinlock(lockOf(state, my)).bit,
    named('bit_spin_lock', (state, my) => {
      set(aBitSpinlock(lockOf(state, my)), my);
      currentTask(state, my).preempt_count++;
    }),
  );
}

/**
 * Sets the bit if it is clear, and returns whether it did.
 * include/linux/bit_spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no bitSpinlock()
 * @example
 * bit_spin_trylock: unless(bit_spin_trylock((s) => s.handle.pin), 'out'),
 * 'handle->obj = obj': (s) => { s.handle.obj = 1; },
 * bit_spin_unlock: bit_spin_unlock((s) => s.handle.pin),
 */
export function bit_spin_trylock<S, L>(lockOf: LockOf<S, L, BitSpinlock>) {
  return named('bit_spin_trylock', (state: S & Tasks, my: L & Current): boolean => {
    const lock = aBitSpinlock(lockOf(state, my));
    if (lock.bit) return false;
    set(lock, my);
    currentTask(state, my).preempt_count++;
    return true;
  });
}

/**
 * Clears the bit, whoever set it; a BUG with CONFIG_DEBUG_SPINLOCK where it is clear.
 * include/linux/bit_spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no bitSpinlock()
 * @example
 * bit_spin_lock: bit_spin_lock((s) => s.handle.pin),
 * 'handle->obj = obj': (s) => { s.handle.obj = 1; },
 * bit_spin_unlock: bit_spin_unlock((s) => s.handle.pin),
 */
export function bit_spin_unlock<S, L>(lockOf: LockOf<S, L, BitSpinlock>) {
  return named('bit_spin_unlock', (state: S & Tasks, my: L & Current): void => {
    const lock = aBitSpinlock(lockOf(state, my));
    BUG_ON(!lock.bit, '!test_bit(bitnum, addr)');
    clobber(lock, my);
    currentTask(state, my).preempt_count--;
  });
}

/**
 * test_and_set_bit_lock(): as bit_spin_trylock(), for locks that are spun for by hand; preemption stays as it is.
 * include/asm-generic/bitops/lock.h
 * @throws ModelError, when it is run, where what lockOf finds is no bitSpinlock()
 * @example
 * test_and_set_bit: when(test_and_set_bit_lock((s) => s.handle.pin), 'out'),
 * 'handle->obj = obj': (s) => { s.handle.obj = 1; },
 * clear_bit_unlock: clear_bit_unlock((s) => s.handle.pin),
 */
export function test_and_set_bit_lock<S, L>(lockOf: LockOf<S, L, BitSpinlock>) {
  return named('test_and_set_bit_lock', (state: S, my: L & Current): boolean => {
    const lock = aBitSpinlock(lockOf(state, my));
    if (lock.bit) return true;
    set(lock, my);
    return false;
  });
}

/**
 * clear_bit_unlock(): clears the bit, whoever set it and whether or not it is set; preemption stays as it is.
 * include/asm-generic/bitops/lock.h
 * @throws ModelError, when it is run, where what lockOf finds is no bitSpinlock()
 * @example
 * test_and_set_bit: when(test_and_set_bit_lock((s) => s.handle.pin), 'out'),
 * 'handle->obj = obj': (s) => { s.handle.obj = 1; },
 * clear_bit_unlock: clear_bit_unlock((s) => s.handle.pin),
 */
export function clear_bit_unlock<S, L>(lockOf: LockOf<S, L, BitSpinlock>) {
  return named('clear_bit_unlock', (state: S, my: L & Current): void =>
    clobber(aBitSpinlock(lockOf(state, my)), my),
  );
}

/**
 * What a plain store of the word with the bit clear does to the lock, as a part of the step that stores the data.
 * @example
 * bit_spin_lock: bit_spin_lock((s) => s.handle.pin),
 * '*handle = obj': (s, my) => { s.handle.obj = 1; clobber(s.handle.pin, my); },
 * bit_spin_unlock: bit_spin_unlock((s) => s.handle.pin),
 */
export function clobber(lock: BitSpinlock, my: Current): void {
  lock.bit = false;
  if (lock.owner === my.current) lock.owner = null;
}

function set(lock: BitSpinlock, my: Current): void {
  lock.bit = true;
  lock.owner = my.current;
}
