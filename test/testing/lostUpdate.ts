import { atTheEnd, count, design, holds, machine, many, scenario, size, table, thread } from '../../index.ts';

/** A counter, and a function that adds one to it in two steps. */
export const counters = machine({ counter: table(1, { value: count(31) }) });
export type Counters = typeof counters.state;
interface HasSeen {
  seen: number;
}

export const add_one = counters.fn(
  'add_one',
  'test',
  {},
  { seen: count(31) },
  {
    read: (s: Counters, my: HasSeen) => {
      my.seen = s.counter[0]!.value;
    },
    write: (s: Counters, my: HasSeen) => {
      s.counter[0]!.value = my.seen + 1;
    },
  },
);

/** As many threads as a size says add one to a counter, each in two steps. */
export const lostUpdate = scenario('test/lost-update', {
  summary: 'threads add one to a counter',
  machine: counters,
  threads: { adder: many(size('adders', 2), () => thread(add_one, {})) },
  initial: {
    zero: () => {},
    ten: (s: Counters) => {
      s.counter[0]!.value = 10;
    },
  },
  properties: [
    atTheEnd('no update is lost', (s: Counters, threads) => s.counter[0]!.value % 10 === threads.length),
  ],
  designs: { racy: design([], holds) },
});

/** The same without anything that must hold. */
export const unwatched = { ...lostUpdate, properties: [] };
