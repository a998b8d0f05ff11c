import { describe, expect, it } from 'vitest';
import { check } from '../../checker/check.ts';
import {
  atTheEnd,
  count,
  design,
  type Expected,
  holds,
  machine,
  scenario,
  thread,
  violated,
} from '../../index.ts';

const mm = machine({ n: count(2) });
const add_one = mm.fn(
  'add_one',
  'test',
  {},
  { seen: count(2) },
  {
    read: (s, my) => {
      my.seen = s.n;
    },
    write: (s, my) => {
      s.n = my.seen + 1;
    },
  },
);
const lostUpdate = (expected: Expected) =>
  scenario('test/lost-update', {
    summary: 'two threads add one',
    machine: mm,
    threads: { a: thread(add_one, {}), b: thread(add_one, {}) },
    properties: [atTheEnd('no update is lost', (s: typeof mm.state) => s.n === 2)],
    designs: { base: design([], expected) },
  });

/** Two threads that lose an update, told whether somebody reads the race or not. */
const told = (expected: Expected, readsExpected?: boolean) =>
  check(lostUpdate(expected), 'base', {}, readsExpected === undefined ? {} : { readsExpected });

describe('the race of a violation', () => {
  it('is the one with the fewest switches, and where it can no longer be avoided is known', async () => {
    const { trace } = await told(violated());
    expect([trace!.asFound, trace!.unavoidableUnknown]).toEqual([undefined, undefined]);
  });

  it('is as it was found where it is expected and nobody reads it, and everything else is the same', async () => {
    const [read, unread] = [await told(violated()), await told(violated(), false)];
    expect(unread.trace!.asFound).toBeDefined();
    expect(unread.trace!.steps).toHaveLength(read.trace!.steps.length);
    const { trace: _, also: __, seconds: ___, program: ____, ...rest } = read;
    expect(unread).toMatchObject({ ...rest, violation: { check: read.violation!.check } });
  });

  it('is told in full where it is not what is expected, read or not', async () => {
    const { asExpected, trace } = await told(holds, false);
    expect([asExpected, trace!.asFound]).toEqual([false, undefined]);
  });
});
