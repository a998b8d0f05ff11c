import {
  add,
  atomically,
  emptySet,
  has,
  isEmpty,
  type Operation,
  record,
  removeRow,
  rowSet,
  type StateOf,
  wait,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

const fields = { sleepers: rowSet('task') };
const node = record(fields);

/**
 * A wait_queue_head_t: the tasks that have said they will sleep and have not been woken since. wait_event() has all the
 * steps of waiting; by hand they are prepare_to_wait(), a test of the condition behind it, schedule(), back to
 * prepare_to_wait(), and finish_wait() in the end.
 * Each of the functions is one access of the queue, as wq_head->lock makes it.
 * include/linux/wait.h, kernel/sched/wait.c
 * @returns the field for a machine
 * @example
 * const shape = { wq: waitQueue(), isolated: count(2), task: tasks(taskFields()) };
 */
export const waitQueue = () => node;
/** What a waitQueue() keeps: who is on it. */
export type WaitQueue = StateOf<typeof fields>;

const aWaitQueue = checkedRecord<WaitQueue>('sleepers', 'waitQueue()');

/** Finds a wait queue in the state: the `wq` of a C line. */
export type WaitQueueOf<S, L> = (state: S, my: L) => WaitQueue;

/**
 * Puts the task on the queue; from here on a wakeup keeps it from sleeping.
 * kernel/sched/wait.c
 * @throws ModelError, when it is run, where what queueOf finds is no waitQueue()
 * @example
 * prepare_to_wait: prepare_to_wait((s) => s.wq),
 * 'pool->isolated == 0': when((s) => s.pool.isolated === 0, 'finish_wait'),
 * schedule: thenGoto(schedule((s) => s.wq), 'prepare_to_wait'),
 * finish_wait: finish_wait((s) => s.wq),
 */
export function prepare_to_wait<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named('prepare_to_wait', (state: S, my: L & Current): void => {
    const queue = aWaitQueue(queueOf(state, my));
    atomically(() => {
      queue.sleepers = add(queue.sleepers, my.current);
    });
  });
}

/**
 * Sleeps until the task has been woken; not at all where that has happened since prepare_to_wait().
 * kernel/sched/core.c
 * @throws ModelError, when it is run, where what queueOf finds is no waitQueue()
 * @example
 * prepare_to_wait: prepare_to_wait((s) => s.wq),
 * 'pool->isolated == 0': when((s) => s.pool.isolated === 0, 'finish_wait'),
 * schedule: thenGoto(schedule((s) => s.wq), 'prepare_to_wait'),
 * finish_wait: finish_wait((s) => s.wq),
 */
export function schedule<S, L>(queueOf: WaitQueueOf<S, L>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => !has(aWaitQueue(queueOf(state, my)).sleepers, my.current) || in_atomic(state, my),
    named('schedule', (state, my) => might_sleep(state, my, 'schedule')),
  );
}

/**
 * Takes the task off the queue, if it is still there.
 * kernel/sched/wait.c
 * @throws ModelError, when it is run, where what queueOf finds is no waitQueue()
 * @example
 * prepare_to_wait: prepare_to_wait((s) => s.wq),
 * 'pool->isolated == 0': when((s) => s.pool.isolated === 0, 'finish_wait'),
 * schedule: thenGoto(schedule((s) => s.wq), 'prepare_to_wait'),
 * finish_wait: finish_wait((s) => s.wq),
 */
export function finish_wait<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named('finish_wait', (state: S, my: L & Current): void => {
    const queue = aWaitQueue(queueOf(state, my));
    atomically(() => {
      queue.sleepers = removeRow(queue.sleepers, my.current);
    });
  });
}

/**
 * Wakes everybody on the queue, asleep or about to be.
 * include/linux/wait.h
 * @throws ModelError, when it is run, where what queueOf finds is no waitQueue()
 * @example
 * 'pool->isolated = 0': (s) => { s.pool.isolated = 0; },
 * wake_up_all: wake_up_all((s) => s.wq),
 */
export function wake_up_all<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named('wake_up_all', (state: S, my: L): void => {
    aWaitQueue(queueOf(state, my)).sleepers = emptySet;
  });
}

/**
 * wake_up(wq): wakes everybody who waits on the queue without being exclusive, which is everybody here: wait_event() and
 * prepare_to_wait() are not exclusive, and prepare_to_wait_exclusive() is not modelled. So it does what wake_up_all() does.
 * include/linux/wait.h
 * @param queueOf finds the wait queue
 * @throws ModelError, when it is run, where what queueOf finds is no waitQueue()
 * @example
 * 'pool->isolated = 0': (s) => { s.pool.isolated = 0; },
 * waitqueue_active: unless(waitqueue_active((s) => s.wq), 'return'),
 * wake_up: wake_up((s) => s.wq),
 */
export function wake_up<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named('wake_up', (state: S, my: L): void => {
    aWaitQueue(queueOf(state, my)).sleepers = emptySet;
  });
}

/**
 * waitqueue_active(wq): whether somebody is on the queue, looked at without its lock. Who leaves wake_up() out because
 * nobody is has to have made the condition true before, with a full barrier in between, as wq_has_sleeper() has (4.5): a
 * CPU may else do the load first. Steps here are in their order; without the barrier a listing has the two labels the
 * other way round, and the wakeup may be lost.
 * include/linux/wait.h
 * @param queueOf finds the wait queue
 * @throws ModelError, when it is run, where what queueOf finds is no waitQueue()
 * @example
 * 'pool->isolated = 0': (s) => { s.pool.isolated = 0; },
 * waitqueue_active: unless(waitqueue_active((s) => s.wq), 'return'),
 * wake_up: wake_up((s) => s.wq),
 */
export function waitqueue_active<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named(
    'waitqueue_active',
    (state: S, my: L): boolean => !isEmpty(aWaitQueue(queueOf(state, my)).sleepers),
  );
}
