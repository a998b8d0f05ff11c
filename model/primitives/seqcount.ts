import {
  add,
  bool,
  emptySet,
  ghost,
  has,
  isHandler,
  type Operation,
  record,
  removeRow,
  rowSet,
  type StateOf,
  spin,
  violate,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import type { LockOf } from './spinlock.ts';
import { type Current, currentTask, type Tasks } from './task.ts';

const fields = { odd: bool(), readers: ghost(rowSet('task')), writers: ghost(rowSet('task')) };
const node = record(fields);

/**
 * A seqcount_t. Of its sequence the model has what can be told of it: whether it is `odd`, and which tasks have a `start`
 * that is still the sequence, the `readers`. So the sequence has no bound, and never comes back to a number that it had.
 * A task has one `start` for each seqcount, that of its last begin, and may ask about it as often as it likes. `writers`
 * are for lockdep. Nobody keeps writers from one another: that is for the lock that they take.
 * include/linux/seqlock.h
 * @returns the field for a machine
 * @example
 * const shape = { seq: seqcount(), i_size: count(3), task: tasks(taskFields()) };
 */
export const seqcount = () => node;
/** What a seqcount() keeps. */
export type Seqcount = StateOf<typeof fields>;

const aSeqcount = checkedRecord<Seqcount>('odd', 'seqcount()');

/** Finds a seqcount in the state: the `&dentry->d_seq` of a C line. */
export type SeqcountOf<S, L> = (state: S, my: L) => Seqcount;

/**
 * start = read_seqcount_begin(s): spins until the sequence is even, and remembers it. Who spins on the CPU of a writer
 * that was preempted, or in a handler that has interrupted it, spins for ever: `deadlock` or `soft-lockup`. `lockdep`
 * reports the writer itself (from 3.13 on).
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount()
 * @example
 * seq: read_seqcount_begin((s) => s.seq),
 * 'size = i_size': (s, my) => { my.size = s.i_size; },
 * retry: when(read_seqcount_retry((s) => s.seq), 'seq'),
 */
export function read_seqcount_begin<S, L>(seqcountOf: SeqcountOf<S, L>): Operation<S, L & Current> {
  return spin<S, L & Current>(
    (state, my) => {
      const { odd, writers } = aSeqcount(seqcountOf(state, my));
      return !odd || has(writers, my.current);
    },
    named('read_seqcount_begin', (state, my) => {
      const seq = aSeqcount(seqcountOf(state, my));
      if (has(seq.writers, my.current))
        violate(
          'lockdep',
          'possible recursive locking: the task reads in its own write section of the seqcount',
        );
      seq.readers = add(seq.readers, my.current);
    }),
  );
}

/**
 * start = raw_seqcount_begin(s): does not wait for a writer; where one is inside, read_seqcount_retry() will say so.
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount()
 * @example
 * seq: raw_seqcount_begin((s) => s.seq),
 * 'size = i_size': (s, my) => { my.size = s.i_size; },
 * retry: when(read_seqcount_retry((s) => s.seq), 'slow_path'),
 */
export const raw_seqcount_begin = <S, L>(seqcountOf: SeqcountOf<S, L>) =>
  named('raw_seqcount_begin', (state: S, my: L & Current): void => {
    const seq = aSeqcount(seqcountOf(state, my));
    seq.readers = seq.odd ? removeRow(seq.readers, my.current) : add(seq.readers, my.current);
  });

/**
 * read_seqcount_retry(s, start): whether the sequence is another one than at the begin, so that what was read is not to be
 * used. One load.
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount()
 * @example
 * seq: read_seqcount_begin((s) => s.seq),
 * 'size = i_size': (s, my) => { my.size = s.i_size; },
 * retry: when(read_seqcount_retry((s) => s.seq), 'seq'),
 */
export const read_seqcount_retry = <S, L>(seqcountOf: SeqcountOf<S, L>) =>
  named('read_seqcount_retry', (state: S, my: L & Current): boolean => {
    const { odd, readers } = aSeqcount(seqcountOf(state, my));
    return odd || !has(readers, my.current);
  });

/**
 * raw_write_seqcount_begin(s): the sequence becomes odd, and nobody looks whether that is allowed. It is a load and a
 * store: of two writers at once one increment may be lost, or the sequence be even while both write.
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount()
 * @example
 * raw_write_seqcount_begin: raw_write_seqcount_begin((s) => s.seq),
 * 'i_size++': (s) => { s.i_size++; },
 * raw_write_seqcount_end: raw_write_seqcount_end((s) => s.seq),
 */
export const raw_write_seqcount_begin = <S, L>(seqcountOf: SeqcountOf<S, L>) =>
  named('raw_write_seqcount_begin', (state: S, my: L): void => {
    increment(aSeqcount(seqcountOf(state, my)));
  });

/**
 * raw_write_seqcount_end(s): the sequence becomes even again.
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount()
 * @example
 * raw_write_seqcount_begin: raw_write_seqcount_begin((s) => s.seq),
 * 'i_size++': (s) => { s.i_size++; },
 * raw_write_seqcount_end: raw_write_seqcount_end((s) => s.seq),
 */
export const raw_write_seqcount_end = <S, L>(seqcountOf: SeqcountOf<S, L>) =>
  named('raw_write_seqcount_end', (state: S, my: L): void => {
    increment(aSeqcount(seqcountOf(state, my)));
  });

/**
 * write_seqcount_begin(s): as raw_write_seqcount_begin(). `lockdep` reports a writer that could be preempted, with
 * readers spinning for it (lockdep_assert_preemption_disabled(), from 5.9 on), one that writes already, and, where a lock
 * is given, as with seqcount_spinlock_t and its like, one that does not hold it. For a seqcount_mutex_t the kernel turns
 * preemption off in here: in a listing preempt_disable stands before it.
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @param lockOf finds the lock that writers hold: a spinlock() or a mutex()
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount(), or the machine has no
 * tasks(taskFields())
 * @example
 * write_seqcount_begin: write_seqcount_begin((s) => s.seq, (s) => s.lock),
 * 'i_size++': (s) => { s.i_size++; },
 * write_seqcount_end: write_seqcount_end((s) => s.seq),
 */
export const write_seqcount_begin = <S, L>(
  seqcountOf: SeqcountOf<S, L>,
  lockOf?: LockOf<S, L, { readonly owner: number | null }>,
) =>
  named('write_seqcount_begin', (state: S & Tasks, my: L & Current): void => {
    if (lockOf !== undefined && lockOf(state, my).owner !== my.current)
      violate('lockdep', 'lockdep_assert_held(): the task does not hold the lock of the seqcount');
    if (isPreemptible(state, my))
      violate('lockdep', 'lockdep_assert_preemption_disabled(): the writer of a seqcount can be preempted');
    beginWrite(aSeqcount(seqcountOf(state, my)), my);
  });

/**
 * write_seqcount_end(s): the sequence becomes even again. `lockdep` reports a task that has not begun.
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount()
 * @example
 * write_seqcount_begin: write_seqcount_begin((s) => s.seq, (s) => s.lock),
 * 'i_size++': (s) => { s.i_size++; },
 * write_seqcount_end: write_seqcount_end((s) => s.seq),
 */
export const write_seqcount_end = <S, L>(seqcountOf: SeqcountOf<S, L>) =>
  named('write_seqcount_end', (state: S, my: L & Current): void => {
    endWrite(aSeqcount(seqcountOf(state, my)), my);
  });

/**
 * write_seqcount_invalidate(s), write_seqcount_barrier() once: whoever has begun to read has to do so again, as if a write
 * had come between.
 * include/linux/seqlock.h
 * @param seqcountOf finds the seqcount
 * @throws ModelError, when it is run, where what seqcountOf finds is no seqcount()
 * @example
 * 'hash_del(dentry)': (s) => { s.hashed = false; },
 * invalidate: write_seqcount_invalidate((s) => s.seq),
 */
export const write_seqcount_invalidate = <S, L>(seqcountOf: SeqcountOf<S, L>) =>
  named('write_seqcount_invalidate', (state: S, my: L): void => {
    const seq = aSeqcount(seqcountOf(state, my));
    increment(seq);
    increment(seq);
  });

/** A write begins, as a part of another operation's step; lockdep reports one in another of the same task. */
export function beginWrite(seq: Seqcount, my: Current): void {
  if (has(seq.writers, my.current))
    violate('lockdep', 'possible recursive locking: the task already writes under this seqcount');
  seq.writers = add(seq.writers, my.current);
  increment(seq);
}

/** A write ends, as a part of another operation's step; lockdep reports one that has not begun. */
export function endWrite(seq: Seqcount, my: Current): void {
  if (!has(seq.writers, my.current))
    violate('lockdep', 'bad unlock balance: the task does not write under this seqcount');
  seq.writers = removeRow(seq.writers, my.current);
  increment(seq);
}

function increment(seq: Seqcount): void {
  seq.odd = !seq.odd;
  seq.readers = emptySet;
}

/** preemptible(), but for an RCU read section, which does not keep a preemptible kernel from preempting. */
function isPreemptible(state: Tasks, my: Current): boolean {
  const { preempt_count, irqs_disabled = false, softirq_disable_count = 0 } = currentTask(state, my);
  return preempt_count === 0 && !irqs_disabled && softirq_disable_count === 0 && !isHandler(my.context);
}
