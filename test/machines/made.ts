import { count, design, holds, machine, scenario, size, thread } from '../../model/language/index.ts';

const mm = machine({ pages: count(size('pages', 2)) });
const f = mm.fn('f', 'test', {}, {}, { step: () => {} });

/** The scenario that traces and results made by hand are of, with next to nothing in it. */
export const made = scenario('test/made', {
  summary: '',
  machine: mm,
  threads: { only: thread(f, {}) },
  designs: { base: design([], holds) },
});
