import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../../checker/program/failure.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { expectSameStuck } from '../../helpers/stuckAgreement.ts';

const seed = 20_100_517;
const found: Failure[] = [];
let compared = 0;
let loops = 0;

describe('who gets stuck', () => {
  beforeAll(async () => {
    for (const made of fc.sample(randomMachine, { seed, numRuns: 600 })) {
      const failures = await expectSameStuck(made, 400);
      if (failures === undefined) continue;
      found.push(...failures);
      compared++;
      if (failures.length > 0) loops++;
    }
  }, 300_000);

  it('is the same by the definition, on the whole graph of many machines', () => {
    expect(compared).toBeGreaterThan(500);
    expect(loops).toBeGreaterThan(40);
  });

  it.each(['hung-task', 'soft-lockup'])('is found by %s', (check) => {
    expect(found.filter((failure) => failure.check === check).length).toBeGreaterThan(2);
  });

  it.each([' goes round for ever ', ' spins for ever ', ' is blocked for ever ', ' never gets its CPU '])(
    'is told by what it does:%s',
    (words) => {
      expect(found.map(({ message }) => message).some((message) => message.includes(words))).toBe(true);
    },
  );
});
