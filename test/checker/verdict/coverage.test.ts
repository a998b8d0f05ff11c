import { describe, expect, it } from 'vitest';
import { type CheckResult, check } from '../../../checker/check.ts';
import {
  any,
  call,
  count,
  design,
  either,
  goto,
  holds,
  machine,
  on,
  oneStep,
  otherwise,
  scenario,
  type Thread,
  table,
  thread,
  type Unreachable,
  unless,
  wait,
  when,
} from '../../../model/language/index.ts';
import { refusalOf } from '../../helpers/refusal.ts';

const mm = machine({ n: count(3), row: table(2, { x: count(1) }) });
type Mm = typeof mm.state;
const nothing = () => {};
const yes = (_s: Mm) => true;
const no = (_s: Mm) => false;

/** Checks one listing of f(), or several threads. */
const searched = (listing: object, unreachable: Unreachable = {}): Promise<CheckResult> =>
  searchedAll(
    { t: thread(mm.fn('f', 'test', {}, {}, listing as never), {}, { optional: true }) },
    unreachable,
  );
const searchedAll = (threads: Readonly<Record<string, Thread>>, unreachable: Unreachable = {}) =>
  check(
    scenario('test/coverage', {
      summary: '',
      machine: mm,
      threads,
      unreachable,
      designs: { d: design([], holds) },
    }),
    'd',
  );

const g = mm.fn('g', 'test', {}, {}, { g1: nothing, g2: nothing });
const h = mm.fn('h', 'test', {}, {}, { h1: nothing, inner: call(g), h2: nothing });

describe('what never happened is told by its cause', () => {
  it.each<readonly [string, object, readonly string[]]>([
    [
      'a call that never runs, of a function that another call runs',
      { one: call(g), stop: when(yes, 'return'), two: call(g) },
      ['the test f.stop never falls through, so the call of g at f.two never runs'],
    ],
    [
      'the same behind an `unless`',
      { one: call(g), stop: unless(no, 'return'), two: call(g) },
      ['the test f.stop never falls through, so the call of g at f.two never runs'],
    ],
    [
      'a call within a call',
      { one: call(h), stop: when(yes, 'return'), two: call(h), more: nothing },
      ['the test f.stop never falls through, so the call of h at f.two and f.more never run'],
    ],
    [
      'a branch that is never open',
      { either: either(on(yes), on(no, goto('last'))), last: nothing },
      ['branch 2 of f.either is never taken'],
    ],
    [
      'a branch for the rest',
      { either: either(on(yes), otherwise(goto('other'))), last: goto('return'), other: nothing },
      ['branch 2 of f.either is never taken, so f.other never runs'],
    ],
    [
      'a branch for rows, of which none can be chosen',
      { either: either(any('row', no), on(yes)), last: nothing },
      ['branch 1 of f.either is never taken'],
    ],
    [
      'one way of a test in a branch',
      { either: either(on(yes, when(yes, 'last')), on(no)), between: nothing, last: nothing },
      [
        'branch 1 of f.either never falls through, so f.between never runs',
        'branch 2 of f.either is never taken',
      ],
    ],
    [
      'a test that never jumps, although its target fires',
      { test: when(no, 'last'), between: nothing, last: nothing },
      ['the test f.test never jumps'],
    ],
    [
      'a wait that never ends, and all behind it',
      { a: wait(no), b: nothing, one: call(g), c: nothing },
      ['the label f.a never fired, so f.b, the call of g at f.one and f.c never run'],
    ],
    [
      'many labels, of which some are named',
      {
        test: when(yes, 'last'),
        a: nothing,
        b: nothing,
        c: nothing,
        d: nothing,
        e: nothing,
        x: nothing,
        last: nothing,
      },
      ['the test f.test never falls through, so f.a, f.b, f.c, f.d and 2 more never run'],
    ],
  ])('%s', async (_, listing, causes) => {
    const { verdict, incomplete } = await searched(listing);
    expect([verdict, incomplete]).toEqual(['incomplete', causes]);
  });

  it('is a label that no way leads to, behind a call that never returns', async () => {
    const loops = mm.fn('loops', 'test', {}, {}, { one: nothing, again: goto('one') });
    const listing = { runs: call(loops), after: nothing, last: nothing };
    const t = thread(mm.fn('f', 'test', {}, {}, listing as never), {}, { forever: true });
    const { verdict, incomplete } = await searchedAll({ t });
    expect(verdict).toBe('incomplete');
    expect(incomplete).toEqual(['the label f.after never fired, so f.last never runs']);
  });

  it('is nothing where rows, ways and branches are all taken, by whichever thread', async () => {
    const chosen = (s: Mm) => s.n === 0;
    const f = mm.fn(
      'f',
      'test',
      {},
      {},
      {
        choose: oneStep(
          'for the test',
          either(
            any('row', (s: Mm, _my, row) => s.row[row]!.x === 0),
            otherwise(),
          ),
        ),
        test: when(chosen, 'last'),
        more: nothing,
        last: oneStep('for the test', (s: Mm) => {
          s.n = 1;
          s.row[0]!.x = 1;
          s.row[1]!.x = 1;
        }),
      },
    );
    const { verdict, coverage } = await searchedAll({ a: thread(f, {}), b: thread(f, {}) });
    expect(verdict).toBe('holds');
    expect(coverage).toMatchObject({ labels: 4, fired: 4, ways: 4, taken: 4, causes: [] });
  });

  it('counts labels by calls, and ways', async () => {
    const { coverage } = await searched({ one: call(g), stop: when(yes, 'return'), two: call(g) });
    expect(coverage).toMatchObject({ labels: 5, fired: 3, ways: 2, taken: 1 });
  });

  it('is told at its call where it is otherwise in another one', async () => {
    const tests = mm.fn(
      'tests',
      'test',
      {},
      {},
      {
        big: when((s: Mm) => s.n > 0, 'return'),
        small: (s: Mm) => {
          s.n = 1;
        },
      },
    );
    const { incomplete, neverFired } = await searched({ one: call(tests), two: call(tests) });
    expect(incomplete).toEqual([
      'the test tests.big never jumps in the call at f.one',
      'the test tests.big never falls through in the call at f.two, so tests.small never runs',
    ]);
    expect(neverFired).toEqual([]);
  });

  it('does not count a test whose two ways are one', async () => {
    expect((await searched({ test: when(yes, 'last'), last: nothing })).verdict).toBe('holds');
  });
});

describe('what is declared unreachable', () => {
  const stops = { one: call(g), stop: when(yes, 'return'), two: call(h), last: nothing };

  it.each(['f.stop: falls', 'f.two', 'f.two.*', 'h', 'h.h1', 'h.*', 'two.*', 'two.h1', '*.stop: falls'])(
    'explains the way to it and what is behind it: %s',
    async (declared) => {
      const { verdict, incomplete, coverage } = await searched(stops, { [declared]: 'so' });
      expect([verdict, incomplete, coverage.declared]).toEqual(['holds', [], [declared]]);
    },
  );

  it.each(['f.two.inner.g1', 'h.inner.g1', 'two.*.g1', 'f.last'])(
    'explains nothing that is before it: %s',
    async (declared) => {
      const { incomplete } = await searched(stops, { [declared]: 'so' });
      expect(incomplete).toHaveLength(1);
      expect(incomplete[0]).toMatch(/^the test f.stop never falls through, so h.h1|the call of h at f.two/);
    },
  );

  it.each([
    ['f.one', "'f.one' is declared unreachable, and g.g1 fired"],
    ['g', "'g' is declared unreachable, and g.g1 fired"],
    ['g.*', "'g.*' is declared unreachable, and g.g1 fired"],
    ['f.stop', 'the label f.stop is declared unreachable, and fired'],
    ['f.stop: jumps', "'f.stop: jumps' is declared unreachable, and is taken"],
    ['one.g2', "'one.g2' is declared unreachable, and g.g2 fired"],
  ])('is told where it happens: %s', async (declared, told) => {
    const { verdict, incomplete } = await searched(stops, { 'f.stop: falls': 'so', [declared]: 'so' });
    expect([verdict, incomplete]).toEqual(['incomplete', [told]]);
  });

  it.each([
    ['f.stpo: falls', "which is no label; did you mean 'f.stop'?"],
    ['k', "which is no label; did you mean 'f'?"],
    ['f.stop: fals', "which has no way 'fals'; did you mean 'falls'? (allowed: falls, jumps)"],
    ['f.stop: branch 2', "which has no way 'branch 2'; allowed: falls, jumps"],
    ['g.g1: jumps', "which has no way 'jumps'; there are none"],
    ['f.two.h3', 'which is no label; '],
    ['i.*', 'which is no label; '],
  ])('is a mistake where it means nothing: %s', async (declared, told) => {
    const refused = await refusalOf(searched(stops, { [declared]: 'so' }));
    expect(refused).toContain(`test/coverage: it declares '${declared}' unreachable, ${told}`);
  });
});
