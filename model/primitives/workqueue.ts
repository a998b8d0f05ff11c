import {
  atomically,
  bool,
  type Operation,
  oneStep,
  record,
  type StateOf,
  violate,
  wait,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

const fields = { pending: bool(), running: bool() };
const node = record(fields);

/**
 * A work_struct: one item on a workqueue. Its worker is a thread, in the context 'kworker', of a function that begins
 * with process_one_work and goes back there when the work is done. As an optional thread it may stay there for ever,
 * though the item be queued: what must have run at the end, somebody has to flush.
 *
 *     process_one_work: process_one_work(work_of),
 *     ...
 *     done: goto('process_one_work', work_done(work_of)),
 *
 * kernel/workqueue.c
 * @returns the field for a machine
 * @example
 * const shape = { free_work: work(), task: tasks(taskFields()) };
 * const kworker = thread(example, {}, { context: 'kworker', optional: true });
 */
export const work = () => node;
/** What a work() keeps: whether it is queued, and whether it runs. */
export type Work = StateOf<typeof fields>;

const aWork = checkedRecord<Work>('pending', 'work()');

/** Finds an item of work in the state: the `&pool->free_work` of a C line. */
export type WorkOf<S, L> = (state: S, my: L) => Work;

/**
 * Queues the item unless it is queued already, one test_and_set_bit(WORK_STRUCT_PENDING_BIT), and returns whether it
 * did; one that is running runs once more then.
 * kernel/workqueue.c
 * @throws ModelError, when it is run, where what workOf finds is no work()
 * @example
 * 'pool->destroying = true': (s) => { s.pool.destroying = true; },
 * schedule_work: schedule_work((s) => s.work),
 * flush_work: flush_work((s) => s.work),
 */
export function schedule_work<S, L>(workOf: WorkOf<S, L>) {
  return named('schedule_work', (state: S, my: L): boolean => {
    const item = aWork(workOf(state, my));
    return atomically(() => {
      if (item.pending) return false;
      item.pending = true;
      return true;
    });
  });
}

/**
 * The worker's idle loop: sleeps until the item is queued, and begins it; no two workers run one item at once.
 * kernel/workqueue.c
 * @throws ModelError, when it is run, where what workOf finds is no work()
 * @example
 * process_one_work: process_one_work((s) => s.work),
 * async_free_zspage: (s) => { s.nr_free++; },
 * done: goto('process_one_work', work_done((s) => s.work)),
 */
export function process_one_work<S, L>(workOf: WorkOf<S, L>): Operation<S, L> {
  return oneStep(
    'pool->lock: workers and flush_work() look at an item under it, and who queues one sees the PENDING bit alone',
    wait<S, L>(
      (state, my) => {
        const { pending, running } = aWork(workOf(state, my));
        return pending && !running;
      },
      named('process_one_work', (state, my) => {
        const item = aWork(workOf(state, my));
        item.pending = false;
        item.running = true;
      }),
    ),
  );
}

/**
 * The work function has returned; lockdep reports one that leaves the worker in atomic context.
 * kernel/workqueue.c
 * @throws ModelError, when it is run, where what workOf finds is no work()
 * @example
 * process_one_work: process_one_work((s) => s.work),
 * async_free_zspage: (s) => { s.nr_free++; },
 * done: goto('process_one_work', work_done((s) => s.work)),
 */
export function work_done<S, L>(workOf: WorkOf<S, L>) {
  return named('work_done', (state: S & Tasks, my: L & Current): void => {
    if (in_atomic(state, my))
      violate('lockdep', 'workqueue leaked lock or atomic: the work function returns in atomic context');
    aWork(workOf(state, my)).running = false;
  });
}

/**
 * Sleeps until the item is neither queued nor running. An item that is queued again meanwhile is waited for too, where
 * the kernel's flush_work() would return after the run that it found. Flushing an item from its own function is a
 * deadlock.
 * kernel/workqueue.c
 * @throws ModelError, when it is run, where what workOf finds is no work()
 * @example
 * 'pool->destroying = true': (s) => { s.pool.destroying = true; },
 * flush_work: flush_work((s) => s.work),
 * kfree: (s, my) => kmem_cache_free(deref(s.anon_vma, my.anon_vma), s),
 */
export function flush_work<S, L>(workOf: WorkOf<S, L>): Operation<S & Tasks, L & Current> {
  return oneStep(
    'pool->lock: start_flush_work() looks under it whether the item is queued or running',
    wait<S & Tasks, L & Current>(
      (state, my) => {
        const { pending, running } = aWork(workOf(state, my));
        return (!pending && !running) || in_atomic(state, my);
      },
      named('flush_work', (state, my) => might_sleep(state, my, 'flush_work')),
    ),
  );
}

/**
 * Takes the item off the queue and sleeps until it is not running. One step, at the moment it returns: until then a
 * worker may begin the item, which is what happens to a caller who comes that much later.
 * kernel/workqueue.c
 * @throws ModelError, when it is run, where what workOf finds is no work()
 * @example
 * 'pool->destroying = true': (s) => { s.pool.destroying = true; },
 * cancel_work_sync: cancel_work_sync((s) => s.work),
 * kfree: (s, my) => kmem_cache_free(deref(s.anon_vma, my.anon_vma), s),
 */
export function cancel_work_sync<S, L>(workOf: WorkOf<S, L>): Operation<S & Tasks, L & Current> {
  return oneStep(
    'try_to_grab_pending() makes the caller the owner of the PENDING bit: until it returns nobody can queue or begin the item',
    wait<S & Tasks, L & Current>(
      (state, my) => !aWork(workOf(state, my)).running || in_atomic(state, my),
      named('cancel_work_sync', (state, my) => {
        might_sleep(state, my, 'cancel_work_sync');
        aWork(workOf(state, my)).pending = false;
      }),
    ),
  );
}
