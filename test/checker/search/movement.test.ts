import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  always,
  atTheEnd,
  count,
  design,
  everyStep,
  holds,
  machine,
  type Property,
  pointer,
  rowSet,
  type StateOf,
  scenario,
  table,
  thread,
} from '../../../model/language/index.ts';
import { refusalOf } from '../../helpers/refusal.ts';

const mm = machine({
  moved: count(2),
  still: count(2),
  to: pointer('row'),
  some: rowSet('named'),
  row: table(4, { x: count(1) }),
  named: table(9, { x: count(1) }),
  unnamed: table(2, { x: count(1) }),
});
type Mm = StateOf<(typeof mm.root)['fields']>;
const f = mm.fn(
  'f',
  'test',
  {},
  { own: count(2), unset: count(2) },
  {
    one: (s: Mm, my) => {
      s.moved = 1;
      s.row[1]!.x = 1;
      my.own = 1;
    },
    two: (s: Mm) => {
      s.row[1]!.x = 0;
      s.to = 3 as typeof s.to;
      s.some = (2 ** 5) as typeof s.some;
    },
  },
);

const searched = (
  properties: readonly Property<Mm>[],
  notAsked: Readonly<Record<string, string>> = {},
  initial: Readonly<Record<string, (s: Mm) => void>> = { start: () => {} },
) =>
  check(
    scenario('test/moved', {
      summary: '',
      machine: mm,
      threads: { t: thread(f, {}) },
      initial,
      properties,
      designs: { d: design([], holds, { notAsked }) },
    }),
    'd',
  );

const lows: Readonly<Record<string, (s: Mm) => void>> = {
  low: () => {},
  high: (s) => {
    s.still = 1;
  },
};

describe('a property that could not fail', () => {
  it.each<readonly [Property<Mm>, string]>([
    [always('p', (s) => s.still === 0), 'nothing that it looks at ever changed (still)'],
    [always('p', (s) => s.still === 0 || s.moved === 0), 'nothing that it looks at ever changed (still)'],
    [
      atTheEnd('p', (s) => s.unnamed.every(({ x }) => x === 0)),
      'nothing that it looks at ever changed (unnamed[].x)',
    ],
    [everyStep('p', (b, a) => b.still === a.still), 'nothing that it looks at ever changed (still)'],
    [
      everyStep('p', (b, a) => b.still === 0 || a.moved > b.moved),
      'nothing that it looks at ever changed (still)',
    ],
    [always('p', () => true), 'it looks at nothing'],
    [always('p', (_s, [t]) => t!.name === 't'), 'it looks at nothing'],
    [
      always('p', (_s, [t]) => !t!.mayBeAt('three')),
      'nothing that it looks at ever changed (where t stands)',
    ],
    [
      always('p', (s, [t]) => !t!.mayBeAt(['three', 'x.*']) || s.moved === 0),
      'nothing that it looks at ever changed (where t stands)',
    ],
  ])('is told: %o', async (property, why) => {
    const { verdict, incomplete } = await searched([property]);
    expect([verdict, incomplete]).toEqual(['incomplete', [`"p" could not fail: ${why}`]]);
  });

  it.each<Property<Mm>>([
    always('p', (s) => s.moved < 2),
    always('p', (s) => s.still === 0 && s.moved < 2),
    always('p', (s) => s.row.every(({ x }) => x < 2)),
    always('p', (s) => s.to !== 0),
    everyStep('p', (b, a) => b.moved <= a.moved),
    atTheEnd('p', (s) => s.moved === 1),
    always('p', (_s, [t]) => !t!.at('two') || t!.my.own === 1),
    always('p', (_s, { t }) => t!.ended || t!.my.own < 2),
    always('p', (_s, [t]) => t!.label !== 'two' || true),
    always('p', (_s, [t]) => !t!.settled || true),
  ])('is none that looks at what changes: %o', async (property) => {
    const { verdict, incomplete } = await searched([property]);
    expect(incomplete.filter((why) => why.includes('could not fail'))).toEqual([]);
    expect(verdict).toBe('holds');
  });

  it('is asked of several states to start from, and could fail in none of what follows', async () => {
    const { incomplete } = await searched([always('p', (s) => s.still < 2 || s.moved === 1)], {}, lows);
    expect(incomplete).toEqual(['"p" could not fail: nothing that it looks at ever changed (still)']);
  });

  it('is none where one state to start from leads it on', async () => {
    const one = always<Mm>('p', (s) => s.still === 0 || s.moved < 2);
    expect((await searched([one], {}, lows)).verdict).toBe('holds');
    // A step that leads from the one to the other is neither of them.
    const step = everyStep<Mm>('p', (before, after) => before.still === after.still);
    expect((await searched([step], {}, lows)).verdict).toBe('holds');
  });

  it('is none where the search is cut short, or finds something', async () => {
    const still = always<Mm>('p', (s) => s.still === 0);
    const broken = always<Mm>('q', (s) => s.moved === 0);
    expect((await searched([still, broken])).incomplete).toEqual([]);
  });
});

describe('a property that a design does not ask', () => {
  const still = always<Mm>('p', (s) => s.still === 0);
  const moved = always<Mm>('q', (s) => s.moved < 2);

  it('lets it hold', async () => {
    const { verdict, incomplete } = await searched([still, moved], { p: 'it has none' });
    expect([verdict, incomplete]).toEqual(['holds', []]);
  });

  it('is told where it could be asked', async () => {
    const { incomplete } = await searched([still, moved], { p: 'it has none', q: 'neither' });
    expect(incomplete).toEqual(['"q" is declared not asked, and what it looks at changed']);
  });

  it('is a mistake where there is none of the name', async () => {
    expect(await refusalOf(searched([still, moved], { r: 'so' }))).toBe(
      "test/moved@d: it does not ask 'r', which is no property that could be; did you mean 'p'? (allowed: p, q)",
    );
  });
});

describe('the rows that are used', () => {
  it('are those that ever differ from a new row, and those that a pointer or a set names', async () => {
    const { bounds } = await searched([always('q', (s) => s.moved < 2)]);
    expect(bounds.used).toEqual({ row: 2, named: 1, unnamed: 0 });
    expect(bounds.sentence).toContain(
      'row[4] (2 of them ever used), named[9] (1 of them ever used), unnamed[2] (none of them ever used); ',
    );
  });

  it('are those of the states to start from too', async () => {
    const start = (s: Mm) => {
      for (const row of s.row) row.x = 1;
      s.unnamed[1]!.x = 1;
    };
    const { bounds } = await searched([always('q', (s) => s.moved < 2)], {}, { start });
    expect(bounds.used).toEqual({ named: 1, unnamed: 1 });
  });

  it('are not known where the search was cut short', async () => {
    const broken = always<Mm>('q', (s) => s.moved === 0);
    expect((await searched([broken])).bounds.used).toBeUndefined();
  });
});
