import type { CheckResult } from '../../checker/check.ts';
import { count, machine, size, thread } from '../../model/language/index.ts';
import { programOf } from './programOf.ts';

const mm = machine({ pages: count(size('pages', 2)) });
const fn = mm.fn('f', 'test', {}, {}, { step: () => {}, other: () => {} });
const program = programOf(mm, { only: thread(fn, {}) });

/** A result that holds as expected, but for what is given. */
export function resultOf(given: Partial<CheckResult> = {}): CheckResult {
  return {
    program,
    scenario: 'test/made',
    design: 'base',
    verdict: 'holds',
    expected: { verdict: 'holds' },
    asExpected: true,
    also: [],
    incomplete: [],
    stopped: undefined,
    timeUp: false,
    complete: true,
    states: 28754,
    transitions: 78450,
    depth: 68,
    seconds: 0.256,
    bytesPerState: 40,
    bounds: {
      sizes: {},
      threads: ['only'],
      memoryModel: 'sequential consistency',
      sentence: 'one thread; sequential consistency; no reduction',
    },
    maxima: [],
    reductions: [],
    coverage: { labels: 2, fired: 2, ways: 0, taken: 0, declared: [], causes: [] },
    neverFired: [],
    witnesses: [],
    coarse: [],
    ...given,
  };
}
