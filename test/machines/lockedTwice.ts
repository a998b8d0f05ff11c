import {
  after,
  atTheEnd,
  before,
  design,
  patch,
  scenario,
  thread,
  violated,
} from '../../model/language/index.ts';
import { spin_lock, spin_unlock } from '../../model/primitives/index.ts';
import { add_one, type Counters, counters, lock_of } from './counters.ts';

const lock_each = patch('test: lock each step').in(
  add_one,
  before('read', { lock: spin_lock(lock_of) }),
  after('read', { unlock: spin_unlock(lock_of), lock_again: spin_lock(lock_of) }),
  after('write', { unlock_again: spin_unlock(lock_of) }),
);

/**
 * Reads under the lock, and writes under it again: an update is lost in between, which only the end shows. The name of the
 * property has what formats must escape.
 */
export const lockedTwice = scenario('test/lost-update', {
  summary: 'two threads add one to a counter; each holds its lock, but not all the time',
  machine: counters,
  threads: { first: thread(add_one, {}), second: thread(add_one, {}) },
  properties: [atTheEnd('no <update> is "lost" & gone', (s: Counters) => s.counter[0]!.value === 2)],
  designs: { racy: design([lock_each], violated()) },
});
