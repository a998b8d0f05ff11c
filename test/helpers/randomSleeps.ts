import {
  bitSpinlock,
  clear_bit_unlock,
  completion,
  init_completion,
  mutex,
  mutex_is_locked,
  mutex_lock,
  mutex_unlock,
  pageLock,
  prepare_to_wait,
  schedule,
  test_and_set_bit_lock,
  trylock_page,
  unlock_page,
  wait_for_completion,
  wait_on_page_locked,
  waitQueue,
  wake_up_all,
} from '../../model/primitives/index.ts';
import { type Any, part } from './randomPart.ts';

const [lock, mtx, done, queue, bit] = [
  (s: Any) => s.plock,
  (s: Any) => s.mtx,
  (s: Any) => s.done,
  (s: Any) => s.queue,
  (s: Any) => s.bitlock,
];

/** Locks that are only asked about or waited for, and what else a thread sleeps for. */
export const sleeps = part({
  shape: {
    plock: pageLock(),
    mtx: mutex(),
    done: completion(1),
    queue: waitQueue(),
    bitlock: bitSpinlock(),
  },
  steps: {
    wait_on_page_locked: wait_on_page_locked(lock),
    unlock_page: unlock_page(lock),
    mutex_lock: mutex_lock(mtx),
    mutex_unlock: mutex_unlock(mtx),
    init_completion: init_completion(done),
    wait_for_completion: wait_for_completion(done),
    prepare_to_wait: prepare_to_wait(queue),
    schedule: schedule(queue),
    wake_up_all: wake_up_all(queue),
    clear_bit_unlock: clear_bit_unlock(bit),
  },
  pairs: [
    ['mutex_lock', 'mutex_unlock'],
    ['prepare_to_wait', 'schedule'],
    ['wake_up_all', 'wait_on_page_locked'],
  ],
  tests: {
    trylock_page: trylock_page(lock),
    mutex_is_locked: mutex_is_locked(mtx),
    test_and_set_bit_lock: test_and_set_bit_lock(bit),
  },
});
