import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../cli/exitCodes.ts';
import { resultOf } from '../helpers/results.ts';

const ok = resultOf();
const unexpected = resultOf({ verdict: 'violated', asExpected: false });
const missing = resultOf({ expected: { verdict: 'violated' }, asExpected: false });
const incomplete = resultOf({ verdict: 'incomplete', asExpected: false, complete: false });
const vacuous = { ...missing, verdict: 'incomplete' } as const;
const found = resultOf({ verdict: 'violated', expected: { verdict: 'violated' } });
const late = { ...found, timeUp: true };
const interrupted = { ...incomplete, stopped: 'interrupted' as const };

describe('exitCodeOf', () => {
  it.each([
    [0, []],
    [0, [ok]],
    [1, [unexpected]],
    [3, [incomplete]],
    [4, [missing]],
    [4, [vacuous]],
    [3, [{ ...vacuous, complete: false }]],
    [130, [interrupted]],
    [130, [ok, unexpected, interrupted]],
    [1, [incomplete, missing, unexpected, ok]],
    [4, [incomplete, missing, ok]],
    [3, [ok, incomplete]],
    [0, [ok, found]],
    [3, [ok, late]],
    [1, [late, unexpected]],
    [4, [late, missing]],
    [1, [{ ...unexpected, timeUp: true }]],
    [130, [{ ...late, stopped: 'interrupted' as const }]],
  ])('is %i', (code, results) => {
    expect(exitCodeOf(results)).toBe(code);
  });
});
