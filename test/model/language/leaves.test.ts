import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/index.ts';
import {
  atomically,
  constant,
  count,
  design,
  holds,
  machine,
  many,
  scenario,
  size,
  thread,
  violated,
  wait,
} from '../../../index.ts';

const cpus = size('cpus', 2);
const mm = machine({ n: constant(cpus), arrived: count(8) });

/** Who comes last lets the others go. */
const meet = mm.fn(
  'meet',
  'a barrier',
  {},
  {},
  {
    arrive: (s) => {
      atomically(() => {
        s.arrived++;
      });
    },
    'arrived == n': wait((s) => s.arrived === s.n),
  },
);
const grow = mm.fn(
  'grow',
  'a mistake',
  {},
  {},
  {
    n: (s) => {
      s.n++;
    },
  },
);
const barrier = scenario('test/barrier', {
  summary: 'a barrier of as many as there are',
  machine: mm,
  threads: { cpu: many(cpus, () => thread(meet, {})) },
  properties: ({ atTheEnd, sometimes }) => [
    atTheEnd('all have arrived', (s) => s.arrived === s.n),
    sometimes('one waits for the others', (s) => s.arrived === 1 && s.n > 1),
  ],
  designs: { base: design([], holds) },
});
const growing = scenario('test/growing', {
  summary: 'a size that is assigned',
  machine: mm,
  threads: { t: thread(grow, {}) },
  designs: { base: design([], violated('domain')) },
});

describe('a constant', () => {
  // Each of n threads has not arrived, waits or has gone: before the last one comes nobody goes.
  it.each([2, 3, 4])('is the size that is in force: %i threads', async (n) => {
    const result = await check(barrier, 'base', { cpus: n });
    expect([result.verdict, result.states]).toEqual(['holds', 2 ** n - 1 + 2 ** n]);
  });

  it('cannot be assigned', async () => {
    const { verdict, violation } = await check(growing, 'base');
    expect([verdict, violation?.check]).toEqual(['violated', 'domain']);
    expect(violation?.message).toContain('2 alone');
  });
});
