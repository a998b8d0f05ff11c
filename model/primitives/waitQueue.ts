import {
  add,
  atomically,
  emptySet,
  has,
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
 * A wait_queue_head_t: the tasks that have said they will sleep and have not been woken since. wait_event(wq, condition)
 * is several steps, so that a wakeup can come between any two of them:
 *
 *     prepare_to_wait: prepare_to_wait(wq),
 *     condition: when(condition, 'finish_wait'),
 *     schedule: schedule(wq),
 *     again: goto('prepare_to_wait'),
 *     finish_wait: finish_wait(wq),
 *
 * A wakeup between the test and prepare_to_wait() would be lost, which is why the test comes behind it.
 * Each of the functions is one access of the queue, as wq_head->lock makes it.
 * include/linux/wait.h, kernel/sched/wait.c
 */
export const waitQueue = () => node;
export type WaitQueue = StateOf<typeof fields>;

const aWaitQueue = checkedRecord<WaitQueue>('sleepers', 'waitQueue()');

/** Finds a wait queue in the state: the `wq` of a C line. */
export type WaitQueueOf<S, L> = (state: S, my: L) => WaitQueue;

/** Puts the task on the queue; from here on a wakeup keeps it from sleeping. */
export function prepare_to_wait<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named('prepare_to_wait', (state: S, my: L & Current): void => {
    const queue = aWaitQueue(queueOf(state, my));
    atomically(() => {
      queue.sleepers = add(queue.sleepers, my.current);
    });
  });
}

/** Sleeps until the task has been woken; not at all where that has happened since prepare_to_wait(). */
export function schedule<S, L>(queueOf: WaitQueueOf<S, L>): Operation<S & Tasks, L & Current> {
  return wait<S & Tasks, L & Current>(
    (state, my) => !has(aWaitQueue(queueOf(state, my)).sleepers, my.current) || in_atomic(state, my),
    named('schedule', (state, my) => might_sleep(state, my, 'schedule')),
  );
}

/** Takes the task off the queue, if it is still there. */
export function finish_wait<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named('finish_wait', (state: S, my: L & Current): void => {
    const queue = aWaitQueue(queueOf(state, my));
    atomically(() => {
      queue.sleepers = removeRow(queue.sleepers, my.current);
    });
  });
}

/** Wakes everybody on the queue, asleep or about to be. */
export function wake_up_all<S, L>(queueOf: WaitQueueOf<S, L>) {
  return named('wake_up_all', (state: S, my: L): void => {
    aWaitQueue(queueOf(state, my)).sleepers = emptySet;
  });
}
