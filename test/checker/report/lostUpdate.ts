import {
  atTheEnd,
  count,
  design,
  machine,
  type StateOf,
  scenario,
  table,
  tasks,
  thread,
  violated,
} from '../../../model/language/index.ts';
import { spin_lock, spin_unlock, spinlock, taskFields } from '../../../model/primitives/index.ts';

const shape = {
  counter: table(1, { value: count(2), lock: spinlock() }),
  task: tasks(taskFields()),
};
const counters = machine(shape);
type Counters = StateOf<typeof shape>;
interface HasSeen {
  seen: number;
}
const lock_of = (s: Counters) => s.counter[0]!.lock;

/** Reads under the lock, and writes under it again: an update is lost in between, which only the end shows. */
const add_one = counters.fn(
  'add_one',
  'test',
  {},
  { seen: count(2) },
  {
    lock: spin_lock(lock_of),
    read: (s: Counters, my: HasSeen) => {
      my.seen = s.counter[0]!.value;
    },
    unlock: spin_unlock(lock_of),
    lock_again: spin_lock(lock_of),
    write: (s: Counters, my: HasSeen) => {
      s.counter[0]!.value = my.seen + 1;
    },
    unlock_again: spin_unlock(lock_of),
  },
);

export default scenario('test/lost-update', {
  summary: 'two threads add one to a counter; each holds its lock, but not all the time',
  machine: counters,
  threads: { first: thread(add_one, {}), second: thread(add_one, {}) },
  properties: [atTheEnd('no <update> is "lost" & gone', (s: Counters) => s.counter[0]!.value === 2)],
  designs: { racy: design([], violated()) },
});
