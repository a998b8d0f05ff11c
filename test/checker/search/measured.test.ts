import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/index.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { machineHash } from '../../../checker/packed/machineHash.ts';
import { fullReport, jsonReport } from '../../../checker/report/index.ts';
import {
  atomically,
  count,
  design,
  ghost,
  holds,
  machine,
  many,
  type Property,
  scenario,
  size,
  thread,
  violated,
} from '../../../index.ts';

const cpus = size('cpus', 3);
const mm = machine({ inside: count(7), visits: ghost(count(9)) });
type Mm = typeof mm.state;

/** Goes in and out again. */
const visit = mm.fn(
  'visit',
  'test',
  {},
  {},
  {
    enter: (s) => {
      atomically(() => {
        s.inside++;
      });
      s.visits++;
    },
    leave: (s) => {
      atomically(() => {
        s.inside--;
      });
    },
  },
);

type Kinds = Parameters<Extract<Parameters<typeof scenario>[1]['properties'], (...of: never) => unknown>>[0];
const of = (properties: (kinds: Kinds) => readonly Property<never>[], expected = holds) =>
  scenario('test/visits', {
    summary: 'threads go in and out',
    machine: mm,
    threads: { cpu: many(cpus, () => thread(visit, {})) },
    properties: properties as never,
    designs: { base: design([], expected) },
  });

const inside = (s: Mm) => s.inside;

describe('a measure', () => {
  // As many are inside as there are threads, where each has made its first step and none its second.
  it.each([1, 2, 4])('is told with its largest value and a shortest run to it: %i threads', async (n) => {
    const measured = of(({ maximum, sometimes }) => [
      maximum('inside at once', inside as never),
      maximum('visits', ((s: Mm) => s.visits) as never),
      maximum('out of it', ((s: Mm) => -s.inside) as never),
      sometimes('one is inside', ((s: Mm) => s.inside === 1) as never),
    ]);
    const { maxima, verdict } = await check(measured, 'base', { cpus: n });
    expect(verdict).toBe('holds');
    expect(maxima.map(({ name, value, trace }) => [name, value, trace.steps.length])).toEqual([
      ['inside at once', n, n],
      ['visits', n, n],
      ['out of it', 0, 0],
    ]);
    expect(maxima[0]!.trace.steps.map(({ label }) => label)).toEqual(Array(n).fill('enter'));
    expect(maxima.map(({ trace }) => trace.failure)).toEqual([undefined, undefined, undefined]);
  });

  it('knows the threads', async () => {
    const measured = of(({ maximum }) => [
      maximum('ended', (_s, threads) => threads.filter(({ ended }) => ended).length),
    ]);
    expect((await check(measured, 'base')).maxima).toMatchObject([
      { value: 3, trace: { steps: { length: 6 } } },
    ]);
  });

  it('stands in the report with a schedule, and in the document with its run', async () => {
    const measured = of(({ maximum }) => [maximum('inside at once', inside as never, { atMost: 3 })]);
    const result = await check(measured, 'base');
    const text = fullReport(result, { scenario: measured, target: './visits.ts' });
    expect(text).toContain(
      'largest: "inside at once" is 3 of at most 3, after 3 steps\n  replay: mmcheck replay ./visits.ts@base --schedule ',
    );
    const [document] = JSON.parse(jsonReport([result])).results;
    expect(document.maxima).toMatchObject([{ name: 'inside at once', value: 3, atMost: 3 }]);
    expect(document.maxima[0].trace.steps).toHaveLength(3);
  });

  it('is broken where it is larger than its bound, as the design may be expected to', async () => {
    const bounded = of(
      ({ maximum }) => [maximum('inside at once', inside as never, { atMost: 1 })],
      violated('inside at once'),
    );
    const result = await check(bounded, 'base');
    expect(result).toMatchObject({
      verdict: 'violated',
      asExpected: true,
      violation: { property: 'inside at once' },
    });
    expect(result.trace!.steps).toHaveLength(2);
    expect(result.maxima).toMatchObject([{ value: 2, atMost: 1 }]);
  });

  it('could not fail where nothing that it looks at changes', async () => {
    const still = of(({ maximum }) => [maximum('none', (() => 0) as never, { atMost: 1 })]);
    const { verdict, incomplete } = await check(still, 'base');
    expect([verdict, incomplete.join()]).toEqual(['incomplete', expect.stringContaining('"none"')]);
  });

  it.each([
    ['nothing', () => undefined, 'it measures undefined; allowed: a number'],
    ['no number', () => Number.NaN, 'it measures NaN; allowed: a number'],
    [
      'what it cannot',
      (s: Mm) => (s as never as { page: number[] }).page[0],
      'throws instead of answering: ',
    ],
  ])('that answers %s is a mistake', async (_, measure, message) => {
    for (const bound of [{}, { atMost: 1 }]) {
      const wrong = of(({ maximum }) => [maximum('it', measure as never, bound)]);
      await expect(check(wrong, 'base')).rejects.toThrow(`test/visits@base: property "it"`);
      await expect(check(wrong, 'base')).rejects.toThrow(message);
    }
  });

  it('that is none, or has a bound that is none, is refused', () => {
    expect(() => of(({ maximum }) => [maximum('it', 1 as never)])).toThrow(
      'maximum("it"): its measure is 1; ',
    );
    expect(() => of(({ maximum }) => [maximum('it', inside as never, { atMost: Number.NaN })])).toThrow(
      'maximum("it"): at most NaN; allowed: a number',
    );
  });

  it('tells machines apart by its bound, and by nothing where it has none', async () => {
    const hashes = await Promise.all(
      [{}, { atMost: 3 }, { atMost: 4 }].map(async (bound) => {
        const { program } = await check(
          of(({ maximum }) => [maximum('it', inside as never, bound)]),
          'base',
        );
        return machineHash(compile(program));
      }),
    );
    const { program } = await check(
      of(() => []),
      'base',
    );
    expect(machineHash(compile(program))).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(3);
  });
});
