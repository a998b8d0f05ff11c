import { type Operation, oneStep, record, type StateOf, spin } from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { beginWrite, endWrite, read_seqcount_begin, read_seqcount_retry, seqcount } from './seqcount.ts';
import { acquire, release, spin_lock, spin_unlock, spinlock } from './spinlock.ts';
import type { Current, Tasks } from './task.ts';

const fields = { seqcount: seqcount(), lock: spinlock() };
const node = record(fields);

/**
 * A seqlock_t: a seqcount and the spinlock of its writers. What a handler reads has to be written with handlers kept out:
 * write_seqlock_irqsave() is local_irq_save and write_seqlock, as two labels.
 * include/linux/seqlock.h
 * @returns the field for a machine
 * @example
 * const shape = { rename_lock: seqlock(), d_parent: pointer('dentry'), dentry: table(2, {}), task: tasks(taskFields()) };
 */
export const seqlock = () => node;
/** What a seqlock() keeps. */
export type Seqlock = StateOf<typeof fields>;

const aSeqlock = checkedRecord<Seqlock>('seqcount', 'seqlock()');

/** Finds a seqlock in the state: the `&rename_lock` of a C line. */
export type SeqlockOf<S, L> = (state: S, my: L) => Seqlock;

/**
 * start = read_seqbegin(sl): read_seqcount_begin() of its seqcount.
 * include/linux/seqlock.h
 * @param seqlockOf finds the seqlock
 * @throws ModelError, when it is run, where what seqlockOf finds is no seqlock()
 * @example
 * seq: read_seqbegin((s) => s.rename_lock),
 * 'parent = d_parent': (s, my) => { my.parent = s.d_parent; },
 * retry: when(read_seqretry((s) => s.rename_lock), 'seq'),
 */
export const read_seqbegin = <S, L>(seqlockOf: SeqlockOf<S, L>): Operation<S, L & Current> =>
  read_seqcount_begin<S, L>((state, my) => aSeqlock(seqlockOf(state, my)).seqcount);

/**
 * read_seqretry(sl, start): read_seqcount_retry() of its seqcount.
 * include/linux/seqlock.h
 * @param seqlockOf finds the seqlock
 * @throws ModelError, when it is run, where what seqlockOf finds is no seqlock()
 * @example
 * seq: read_seqbegin((s) => s.rename_lock),
 * 'parent = d_parent': (s, my) => { my.parent = s.d_parent; },
 * retry: when(read_seqretry((s) => s.rename_lock), 'seq'),
 */
export const read_seqretry = <S, L>(seqlockOf: SeqlockOf<S, L>) =>
  read_seqcount_retry<S, L>((state, my) => aSeqlock(seqlockOf(state, my)).seqcount);

/**
 * write_seqlock(sl): spins until no other writer is inside, and makes the sequence odd. With preemption off, as with any
 * spinlock. `lockdep` reports a task that has the lock already.
 * include/linux/seqlock.h
 * @param seqlockOf finds the seqlock
 * @throws ModelError, when it is run, where what seqlockOf finds is no seqlock(), or the machine has no
 * tasks(taskFields())
 * @example
 * write_seqlock: write_seqlock((s) => s.rename_lock),
 * d_move: (s, my) => { s.d_parent = my.target; },
 * write_sequnlock: write_sequnlock((s) => s.rename_lock),
 */
export function write_seqlock<S, L>(seqlockOf: SeqlockOf<S, L>): Operation<S & Tasks, L & Current> {
  return oneStep(
    'the lock is taken before the sequence becomes odd, and that it is taken a little earlier only delays other writers',
    spin<S & Tasks, L & Current>(
      (state, my) => {
        const { owner } = aSeqlock(seqlockOf(state, my)).lock;
        return owner === null || owner === my.current;
      },
      named('write_seqlock', (state, my) => {
        const sl = aSeqlock(seqlockOf(state, my));
        acquire(sl.lock, state, my);
        beginWrite(sl.seqcount, my);
      }),
    ),
  );
}

/**
 * write_sequnlock(sl): makes the sequence even, and gives the lock up. `lockdep` reports a task that does not have it.
 * include/linux/seqlock.h
 * @param seqlockOf finds the seqlock
 * @throws ModelError, when it is run, where what seqlockOf finds is no seqlock(), or the machine has no
 * tasks(taskFields())
 * @example
 * write_seqlock: write_seqlock((s) => s.rename_lock),
 * d_move: (s, my) => { s.d_parent = my.target; },
 * write_sequnlock: write_sequnlock((s) => s.rename_lock),
 */
export const write_sequnlock = <S, L>(seqlockOf: SeqlockOf<S, L>): Operation<S & Tasks, L & Current> =>
  oneStep(
    'the lock is given up behind the store of the sequence, and that it is given up a little later only delays other writers',
    named('write_sequnlock', (state: S & Tasks, my: L & Current): void => {
      const sl = aSeqlock(seqlockOf(state, my));
      release(sl.lock, state, my);
      endWrite(sl.seqcount, my);
    }),
  );

/**
 * read_seqlock_excl(sl): the spinlock alone. Keeps out writers and others of its kind, and has no reader go round again.
 * include/linux/seqlock.h
 * @param seqlockOf finds the seqlock
 * @throws ModelError, when it is run, where what seqlockOf finds is no seqlock(), or the machine has no
 * tasks(taskFields())
 * @example
 * read_seqlock_excl: read_seqlock_excl((s) => s.mount_lock),
 * 'parent = mnt_parent': (s, my) => { my.parent = s.mnt_parent; },
 * read_sequnlock_excl: read_sequnlock_excl((s) => s.mount_lock),
 */
export const read_seqlock_excl = <S, L>(seqlockOf: SeqlockOf<S, L>): Operation<S & Tasks, L & Current> =>
  spin_lock<S, L>((state, my) => aSeqlock(seqlockOf(state, my)).lock);

/**
 * read_sequnlock_excl(sl): gives the spinlock up.
 * include/linux/seqlock.h
 * @param seqlockOf finds the seqlock
 * @throws ModelError, when it is run, where what seqlockOf finds is no seqlock(), or the machine has no
 * tasks(taskFields())
 * @example
 * read_seqlock_excl: read_seqlock_excl((s) => s.mount_lock),
 * 'parent = mnt_parent': (s, my) => { my.parent = s.mnt_parent; },
 * read_sequnlock_excl: read_sequnlock_excl((s) => s.mount_lock),
 */
export const read_sequnlock_excl = <S, L>(seqlockOf: SeqlockOf<S, L>) =>
  spin_unlock<S, L>((state, my) => aSeqlock(seqlockOf(state, my)).lock);
