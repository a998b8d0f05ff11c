import { atTheEnd, design, holds, many, scenario, size, thread } from '../../model/language/index.ts';
import { add_one, type Counters, counters } from './counters.ts';

/** As many threads as a size says add one to a counter, each in two steps. */
export const adders = scenario('test/lost-update', {
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
export const unwatched = { ...adders, properties: [] };
