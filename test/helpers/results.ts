import type { CheckResult } from '../../checker/check.ts';

/** A result that holds as expected, but for what is given. */
export function resultOf(given: Partial<CheckResult> = {}): CheckResult {
  return {
    scenario: 'test/made',
    design: 'base',
    verdict: 'holds',
    expected: { verdict: 'holds' },
    asExpected: true,
    also: [],
    incomplete: [],
    interrupted: false,
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
    reductions: [],
    neverFired: [],
    witnesses: [],
    ...given,
  };
}
