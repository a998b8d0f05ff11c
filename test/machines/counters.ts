import { bool, count, machine, table, tasks } from '../../model/language/index.ts';
import { spinlock, taskFields } from '../../model/primitives/index.ts';

/** A counter, with a lock and a flag that a patch may make something of. */
export const counters = machine({
  counter: table(1, { value: count(31), lock: spinlock(), busy: bool() }),
  task: tasks(taskFields()),
});
export type Counters = typeof counters.state;

interface HasSeen {
  seen: number;
}

const read = (s: Counters, my: HasSeen) => {
  my.seen = s.counter[0]!.value;
};
const write = (s: Counters, my: HasSeen) => {
  s.counter[0]!.value = my.seen + 1;
};

/** Adds one in two steps, between which another update may come and be lost. */
export const add_one = counters.fn('add_one', 'test', {}, { seen: count(31) }, { read, write });

export const lock_of = (s: Counters) => s.counter[0]!.lock;
