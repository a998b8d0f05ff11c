import { type Operation, spin } from '../language/index.ts';
import {
  type Flags,
  type Irqs,
  local_bh_disable,
  local_bh_enable,
  local_irq_disable,
  local_irq_enable,
  restore,
  save,
} from './irq.ts';
import { named } from './named.ts';
import { acquire, aSpinlock, type LockOf, release, type Spinlock } from './spinlock.ts';
import type { Current } from './task.ts';

/**
 * spin_lock_irq(): disables interrupts and takes the lock. include/linux/spinlock.h
 *
 * Interrupts go off with the step that takes the lock: who waits for it may still be interrupted. In the kernel they are
 * off from before the first try on, so where it matters that a CPU which waits answers no interrupt, the listing says so
 * with a local_irq_disable in front. The same goes for spin_lock_irqsave and spin_lock_bh.
 *
 * @example
 * lock: spin_lock_irq((s: Mm) => s.lock),
 * use: (s: Mm) => { s.free--; },
 * unlock: spin_unlock_irq((s: Mm) => s.lock),
 */
export const spin_lock_irq = <S, L>(lockOf: LockOf<S, L, Spinlock>): Operation<S & Irqs, L & Current> =>
  taking('spin_lock_irq', lockOf, local_irq_disable);

/**
 * spin_unlock_irq(): gives the lock up and enables interrupts, whatever was before. include/linux/spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no spinlock(), or on a machine without irqFields()
 * @example
 * spin_lock_irq: spin_lock_irq((s: Mm) => s.lock),
 * free: (s: Mm) => { s.free--; },
 * spin_unlock_irq: spin_unlock_irq((s: Mm) => s.lock),
 */
export const spin_unlock_irq = <S, L>(lockOf: LockOf<S, L, Spinlock>) =>
  giving('spin_unlock_irq', lockOf, local_irq_enable);

/**
 * spin_lock_irqsave(): keeps in a local, a bool(), whether interrupts are disabled, disables them, and takes the lock.
 * include/linux/spinlock.h
 *
 * @example
 * lock: spin_lock_irqsave((s: Mm) => s.lock, 'flags'),
 * use: (s: Mm) => { s.free--; },
 * unlock: spin_unlock_irqrestore((s: Mm) => s.lock, 'flags'),
 */
export const spin_lock_irqsave = <S, L, const F extends string>(
  lockOf: LockOf<S, L, Spinlock>,
  flags: F,
): Operation<S & Irqs, L & Current & Flags<F>> =>
  taking<S, L & Flags<F>>('spin_lock_irqsave', lockOf, (state, my) => save(state, my, flags));

/**
 * spin_unlock_irqrestore(): gives the lock up, and restores what the flags say. include/linux/spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no spinlock(), or on a machine without irqFields()
 * @example
 * spin_lock: spin_lock_irqsave((s: Mm) => s.lock, 'flags'),
 * free: (s: Mm) => { s.free--; },
 * spin_unlock: spin_unlock_irqrestore((s: Mm) => s.lock, 'flags'),
 */
export const spin_unlock_irqrestore = <S, L, const F extends string>(
  lockOf: LockOf<S, L, Spinlock>,
  flags: F,
) => giving<S, L & Flags<F>>('spin_unlock_irqrestore', lockOf, (state, my) => restore(state, my, flags));

/**
 * spin_lock_bh(): disables softirqs and takes the lock. include/linux/spinlock.h
 *
 * @example
 * lock: spin_lock_bh((s: Mm) => s.lock),
 * use: (s: Mm) => { s.free--; },
 * unlock: spin_unlock_bh((s: Mm) => s.lock),
 */
export const spin_lock_bh = <S, L>(lockOf: LockOf<S, L, Spinlock>): Operation<S & Irqs, L & Current> =>
  taking('spin_lock_bh', lockOf, local_bh_disable);

/**
 * spin_unlock_bh(): gives the lock up and enables softirqs as local_bh_enable() does. include/linux/spinlock.h
 * @throws ModelError, when it is run, where what lockOf finds is no spinlock(), or on a machine without irqFields()
 * @example
 * spin_lock_bh: spin_lock_bh((s: Mm) => s.lock),
 * free: (s: Mm) => { s.free--; },
 * spin_unlock_bh: spin_unlock_bh((s: Mm) => s.lock),
 */
export const spin_unlock_bh = <S, L>(lockOf: LockOf<S, L, Spinlock>) =>
  giving('spin_unlock_bh', lockOf, local_bh_enable);

type Own<S, L> = (state: S & Irqs, my: L & Current) => void;

function taking<S, L>(
  name: string,
  lockOf: LockOf<S, L, Spinlock>,
  before: Own<S, L>,
): Operation<S & Irqs, L & Current> {
  return spin<S & Irqs, L & Current>(
    (state, my) => {
      const { owner } = aSpinlock(lockOf(state, my));
      return owner === null || owner === my.current;
    },
    named(name, (state, my) => {
      before(state, my);
      acquire(aSpinlock(lockOf(state, my)), state, my);
    }),
  );
}

function giving<S, L>(name: string, lockOf: LockOf<S, L, Spinlock>, after: Own<S, L>) {
  return named(name, (state: S & Irqs, my: L & Current): void => {
    release(aSpinlock(lockOf(state, my)), state, my);
    after(state, my);
  });
}
