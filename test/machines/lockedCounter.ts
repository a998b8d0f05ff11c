import {
  any,
  atTheEnd,
  call,
  count,
  either,
  machine,
  type Ptr,
  pointer,
  table,
  tasks,
  wait,
} from '../../model/language/index.ts';
import { spin_lock, spin_unlock, spinlock, taskFields } from '../../model/primitives/index.ts';
import { programOf, threadsOf } from '../helpers/programOf.ts';

const counter = { value: count(2) };
const mm = machine({ counter: table(2, counter), lock: spinlock(), task: tasks(taskFields()) });
type Mm = typeof mm.state;
interface My {
  my_counter: Ptr<'counter'>;
  readonly current: Ptr<'task'> & number;
}
const lock = (s: Mm) => s.lock;

const locked_add = mm.fn(
  'locked_add',
  'mm/example.c',
  { my_counter: pointer('counter') },
  { got: count(2) },
  {
    spin_lock: spin_lock(lock),
    read: (s: Mm, my: My & { got: number }) => {
      my.got = s.counter[my.my_counter!]!.value;
    },
    add: (s: Mm, my: My & { got: number }) => {
      s.counter[my.my_counter!]!.value = my.got + 1;
    },
    spin_unlock: spin_unlock(lock),
  },
);

const choose = either(
  any(
    'counter',
    (_s: Mm, _my: My) => true,
    (_s, my, row) => {
      my.my_counter = row;
    },
  ),
);

/** Two threads choose a counter each, and add one to it under a lock. */
export const lockedCounter = programOf(
  mm,
  threadsOf(
    mm,
    { my_counter: pointer('counter') },
    { choose, locked_add: call(locked_add) },
    { choose, locked_add: call(locked_add) },
  ),
  { properties: [atTheEnd('the counters are apart', (s: Mm) => s.counter[0]!.value < 2)] },
);

/** A thread that waits for what the other one never does. */
export const stuck = programOf(
  mm,
  threadsOf(mm, {}, { wait_for_two: wait((s: Mm) => s.counter[0]!.value === 2) }, { nothing: () => {} }),
);
