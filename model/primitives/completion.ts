import {
  atomically,
  bool,
  count,
  type Operation,
  oneStep,
  record,
  type Size,
  type StateOf,
  wait,
} from '../language/index.ts';
import { checkedRecord } from './checkedRecord.ts';
import { named } from './named.ts';
import { type Current, in_atomic, might_sleep, type Tasks } from './task.ts';

const fieldsFor = (most: Size) => ({ done: count(most), all: bool() });

/**
 * A struct completion: how often complete() was called and nobody has waited for it yet, and whether complete_all() was,
 * which the kernel keeps as a `done` that is never used up. Waiters have no order. Each function is one access, as
 * x->wait.lock makes it.
 * include/linux/completion.h, kernel/sched/completion.c (kernel/sched.c before 3.13)
 * @param most how large `done` gets, 1 where nothing is said; one complete() more is the violation `domain`
 * @returns the field for a machine
 * @example
 * const shape = { stopped: completion(), done: completion(2), task: tasks(taskFields()) };
 */
export const completion = (most: Size = 1) => record(fieldsFor(most));
/** What a completion() keeps. */
export type Completion = StateOf<ReturnType<typeof fieldsFor>>;

const aCompletion = checkedRecord<Completion>('done', 'completion()');

/** Finds a completion in the state: the `&work->done` of a C line. */
export type CompletionOf<S, L> = (state: S, my: L) => Completion;

/**
 * init_completion(): nothing has been completed. Who sleeps on the completion goes on doing so; the kernel's makes the
 * queue anew, and would forget him: for a completion that is used again there is reinit_completion().
 * include/linux/completion.h
 * @param completionOf finds the completion
 * @throws ModelError, when it is run, where what completionOf finds is no completion
 * @example
 * init_completion: init_completion((s) => s.stopped),
 * wake_kthread: wake_up((s) => s.wq),
 * wait_for_completion: wait_for_completion((s) => s.stopped),
 */
export const init_completion = <S, L>(completionOf: CompletionOf<S, L>) =>
  access('init_completion', completionOf, reset);

/**
 * reinit_completion(), INIT_COMPLETION() before 3.13: a completion that is used again, which it has to be between a
 * complete_all() and the next wait. A complete() that came before is forgotten.
 * include/linux/completion.h
 * @param completionOf finds the completion
 * @throws ModelError, when it is run, where what completionOf finds is no completion
 * @example
 * reinit_completion: reinit_completion((s) => s.stopped),
 * wake_kthread: wake_up((s) => s.wq),
 * wait_for_completion: wait_for_completion((s) => s.stopped),
 */
export const reinit_completion = <S, L>(completionOf: CompletionOf<S, L>) =>
  access('reinit_completion', completionOf, reset);

/**
 * complete(): one who waits, or will wait, goes on. May be called from a handler.
 * kernel/sched/completion.c
 * @param completionOf finds the completion
 * @throws ModelError, when it is run, where what completionOf finds is no completion
 * @example
 * 'work->result = 0': (s) => { s.result = 0; },
 * complete: complete((s) => s.done),
 */
export const complete = <S, L>(completionOf: CompletionOf<S, L>) =>
  access('complete', completionOf, (x) => {
    if (!x.all) x.done++;
  });

/**
 * complete_all(): all who wait go on, and all who will, until init_completion() or reinit_completion().
 * kernel/sched/completion.c
 * @param completionOf finds the completion
 * @throws ModelError, when it is run, where what completionOf finds is no completion
 * @example
 * 'pool->destroying = true': (s) => { s.pool.destroying = true; },
 * complete_all: complete_all((s) => s.pool.stopped),
 */
export const complete_all = <S, L>(completionOf: CompletionOf<S, L>) =>
  access('complete_all', completionOf, (x) => {
    x.done = 0;
    x.all = true;
  });

/**
 * wait_for_completion(): sleeps until there is a complete() that nobody has waited for, and uses it up. `lockdep` reports
 * atomic context, whether or not the task would have slept. A complete() that never comes is found as `deadlock` or
 * `hung-task`.
 * kernel/sched/completion.c
 * @param completionOf finds the completion
 * @throws ModelError, when it is run, where what completionOf finds is no completion, or the machine has no
 * tasks(taskFields())
 * @example
 * queue_work: unless(schedule_work((s) => s.work), 'return'),
 * wait_for_completion: wait_for_completion((s) => s.done),
 */
export function wait_for_completion<S, L>(
  completionOf: CompletionOf<S, L>,
): Operation<S & Tasks, L & Current> {
  return oneStep(
    'x->wait.lock: do_wait_for_common() looks at done and uses it up under it, and so does everybody else',
    wait<S & Tasks, L & Current>(
      (state, my) => isDone(aCompletion(completionOf(state, my))) || in_atomic(state, my),
      named('wait_for_completion', (state, my) => {
        might_sleep(state, my, 'wait_for_completion');
        use(aCompletion(completionOf(state, my)));
      }),
    ),
  );
}

/**
 * try_wait_for_completion(): uses a complete() up if there is one, and returns whether it did; never sleeps.
 * kernel/sched/completion.c
 * @param completionOf finds the completion
 * @throws ModelError, when it is run, where what completionOf finds is no completion
 * @example
 * try_wait_for_completion: unless(try_wait_for_completion((s) => s.done), 'out'),
 * anon_vma_free: (s, my) => kmem_cache_free(deref(s.anon_vma, my.anon_vma), s),
 */
export const try_wait_for_completion = <S, L>(completionOf: CompletionOf<S, L>) =>
  access('try_wait_for_completion', completionOf, (x) => {
    const done = isDone(x);
    if (done) use(x);
    return done;
  });

/**
 * completion_done(): whether there is a complete() that nobody has waited for; it is not used up.
 * kernel/sched/completion.c
 * @param completionOf finds the completion
 * @throws ModelError, when it is run, where what completionOf finds is no completion
 * @example
 * completion_done: when(completion_done((s) => s.done), 'out'),
 * complete: complete((s) => s.done),
 */
export const completion_done = <S, L>(completionOf: CompletionOf<S, L>) =>
  access('completion_done', completionOf, isDone);

const isDone = ({ done, all }: Completion): boolean => all || done > 0;

function use(x: Completion): void {
  if (!x.all) x.done--;
}

function reset(x: Completion): void {
  x.done = 0;
  x.all = false;
}

/** One access of a completion, under the kernel's name for it. */
function access<S, L, T>(name: string, completionOf: CompletionOf<S, L>, does: (x: Completion) => T) {
  return named(name, (state: S, my: L): T => {
    const x = aCompletion(completionOf(state, my));
    return atomically(() => does(x));
  });
}
