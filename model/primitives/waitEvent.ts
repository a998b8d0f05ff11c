import { type Operation, thenGoto, when } from '../language/index.ts';
import { named } from './named.ts';
import { type Current, might_sleep, type Tasks } from './task.ts';
import { finish_wait, prepare_to_wait, schedule, type WaitQueueOf } from './waitQueue.ts';

/** The labels of a wait_event(), under the name of its first one. */
export type WaitEvent<Label extends string, S, L> = {
  readonly [K in Label]: Operation<S & Tasks, L & Current, `${Label}: out`>;
} & {
  readonly [K in `${Label}: prepare_to_wait` | `${Label}: finish_wait`]: (state: S, my: L & Current) => void;
} & {
  readonly [K in `${Label}: condition`]: Operation<S, L, `${Label}: finish_wait`>;
} & {
  readonly [K in `${Label}: schedule`]: Operation<S & Tasks, L & Current, `${Label}: prepare_to_wait`>;
} & { readonly [K in `${Label}: out`]: () => void };

/**
 * wait_event(wq, condition), as the labels of the macro, so that a wakeup can come between any two of them:
 *
 * - `label` tests the condition without the queue, and is done where it holds: the shortcut. `lockdep` reports atomic
 *   context here, whether or not the task would have slept, as might_sleep() does from 3.19 on;
 * - `label: prepare_to_wait` puts the task on the queue: whoever wakes it from here on keeps it from sleeping;
 * - `label: condition` tests again, and goes on to finish_wait where it holds. Without this test a wakeup that comes
 *   between the shortcut and prepare_to_wait would be lost;
 * - `label: schedule` sleeps until somebody wakes the task, and goes back to prepare_to_wait;
 * - `label: finish_wait` takes the task off the queue, and `label: out` is what comes behind the macro.
 *
 * The condition is one access, as a label's is. A patch finds the labels by these names.
 * include/linux/wait.h
 *
 * @param label the name of the first label, and what the others begin with
 * @param queueOf finds the wait queue: the `wq` of the C line
 * @param condition what is waited for
 * @throws ModelError, when it is run, where what queueOf finds is no waitQueue(), or the machine has no
 * tasks(taskFields())
 * @example
 * ...wait_event('wait_event', (s: Mm) => s.wq, (s: Mm) => s.pool.isolated === 0),
 * 'pool->destroying = true': (s) => { s.pool.destroying = true; },
 */
export function wait_event<const Label extends string, S, L>(
  label: Label,
  queueOf: WaitQueueOf<S, L>,
  condition: (state: S, my: L) => boolean,
): WaitEvent<Label, S, L> {
  const shortcut = named('condition', (state: S & Tasks, my: L & Current): boolean => {
    might_sleep(state, my, 'wait_event');
    return condition(state, my);
  });
  const lines = {
    [label]: when(shortcut, `${label}: out`),
    [`${label}: prepare_to_wait`]: prepare_to_wait(queueOf),
    [`${label}: condition`]: when(condition, `${label}: finish_wait`),
    [`${label}: schedule`]: thenGoto(schedule(queueOf), `${label}: prepare_to_wait`),
    [`${label}: finish_wait`]: finish_wait(queueOf),
    [`${label}: out`]: () => {},
  };
  return lines as unknown as WaitEvent<Label, S, L>;
}
