import {
  add,
  has,
  isEmpty,
  type Operation,
  type Ptr,
  removeRow,
  spin,
  unless,
  violate,
} from '../../language/index.ts';
import { type Current, type LockOf, type Rwlock, type Tasks, write_unlock } from '../../primitives/index.ts';
import { zspage_lock } from '../rows.ts';
import type { Zs } from '../zs.ts';

/*
 * The lock of a zspage since "zsmalloc: sleepable zspage reader-lock" in 6.15: a spinlock and a count. A reader has the
 * spinlock for as long as it takes to count, and may sleep until it counts back; a writer has it all the while.
 */

interface HasLock {
  readonly zspage: Ptr<'zspage'>;
}

const recipes = {
  zspage_read_lock: (s: Zs, my: HasLock & Current) => {
    const lock = zspage_lock(s, my);
    lock.readers = add(lock.readers, my.current);
  },
};
/** Waits for a writer, who does not sleep. */
export const zspage_read_lock: Operation<Zs, HasLock & Current> = spin(
  (s: Zs, my: HasLock & Current) => zspage_lock(s, my).writer === null,
  recipes.zspage_read_lock,
);

export const zspage_read_unlock = (s: Zs, my: HasLock & Current) => {
  const lock = zspage_lock(s, my);
  if (!has(lock.readers, my.current))
    violate('lockdep', 'bad unlock balance: the task does not hold this zspage lock for read');
  lock.readers = removeRow(lock.readers, my.current);
};

/** `if (!zspage_write_trylock(zspage)) goto label;`: waits for another writer, but for no reader, who may sleep. */
export function unless_zspage_write_trylock<S, L, const G extends string>(
  lockOf: LockOf<S, L, Rwlock>,
  label: G,
): Operation<S & Tasks, L & Current, G> {
  const zspage_write_trylock = (state: S & Tasks, my: L & Current): boolean => {
    const lock = lockOf(state, my);
    if (!isEmpty(lock.readers)) return false;
    lock.writer = my.current;
    state.task[my.current]!.preempt_count++;
    return true;
  };
  return spin<S & Tasks, L & Current, G>(
    (state, my) => lockOf(state, my).writer === null,
    unless(zspage_write_trylock, label),
  );
}
export const zspage_write_unlock = write_unlock<Zs, HasLock>(zspage_lock);
