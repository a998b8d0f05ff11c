import { describe, expect, it } from 'vitest';
import {
  always,
  any,
  count,
  either,
  machine,
  pointer,
  rowSet,
  table,
  thread,
  wait,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({
  n: count(9),
  a: count(4),
  page: table(2, { refs: count(3) }),
  set: rowSet('page'),
  at: pointer('page'),
});
type Mm = typeof mm.state;

/** Both engines and the oracle, of one thread; how many states there are, and the failures that are found. */
async function outcome(line: unknown, properties: readonly never[] = []) {
  const { scenario } = programOf(
    mm,
    threadsOf(mm, { i: count(3) }, { here: line, last: () => {} } as never),
    {
      properties,
    },
  );
  const space = (await expectAgreement(scenario, 'only'))!;
  return { states: space.states, found: space.findings.map(({ failure }) => failure.message) };
}

describe('a third parameter of a recipe that chooses no row', () => {
  const by = (s: Mm, _my: unknown, by = 1) => {
    s.n += by;
  };

  it('has its own default', async () => {
    const isOne = always('n is 0 or 1', (s: Mm) => s.n <= 1) as never;
    expect(await outcome(by, [isOne])).toEqual({ states: 3, found: [] });
    expect(await outcome(wait((_s: Mm, _my: unknown, row = 7) => row === 7))).toMatchObject({ states: 3 });
    const counts = (...given: unknown[]) => given.length === 2;
    expect(await outcome(wait(counts))).toMatchObject({ states: 3 });
  });

  it('is the row where one is chosen', async () => {
    const isRow = (_s: Mm, _my: unknown, row = 7) => row < 2;
    expect(await outcome(either(any('page', isRow, by)))).toEqual({ states: 5, found: [] });
  });

  it('has its own default where a shared CPU asks whether somebody waits', async () => {
    const asked = wait((_s: Mm, _my: unknown, row = 7) => row === 7);
    const fn = mm.fn('fn', 'mm/example.c', {}, {}, { a: () => {}, asked, b: () => {} } as never);
    const threads = { p: thread(fn, {}, { cpu: 0 }), q: thread(fn, {}, { cpu: 0 }) };
    const { scenario } = programOf(mm, threads);
    expect((await expectAgreement(scenario, 'only'))?.findings).toEqual([]);
  });
});

describe('a zero with a sign', () => {
  it.each([
    ['a count', (s: Mm) => Object.assign(s, { n: -s.a })],
    ['a field of a row', (s: Mm) => Object.assign(s.page[1]!, { refs: -0 })],
    ['a set', (s: Mm) => Object.assign(s, { set: -0 })],
    ['a local', (_: Mm, my: object) => Object.assign(my, { i: -0 })],
  ])('is zero in %s', async (_, here) => {
    // One state would be two if the zeros were.
    expect(await outcome(here)).toEqual({ states: 3, found: [] });
  });

  it('is the first row in a pointer', async () => {
    const isFirst = always('no row, or the first', (s: Mm) => s.at === null || Object.is(s.at, 0)) as never;
    expect(await outcome((s: Mm) => Object.assign(s, { at: -0 }), [isFirst])).toEqual({
      states: 3,
      found: [],
    });
  });
});

describe('what is no value of a field', () => {
  const outside: readonly [what: string, value: unknown][] = [
    ['1n', 1n],
    ['a symbol', Symbol('one')],
    ['an object', { valueOf: () => 1 }],
    ['an object', Object.create(null)],
    ['a function', () => 1],
    ['an array', [1]],
    ['1', '1'],
    ['NaN', Number.NaN],
    ['undefined', undefined],
  ];
  it.each(outside)('is outside its domain: %s', async (what, value) => {
    const said = (path: string, domain: string) => `${path}: ${what} is outside its domain ${domain}`;
    const writing = async (write: (s: Mm, my: object) => unknown) => (await outcome(write)).found;
    expect(await writing((s) => Object.assign(s, { n: value }))).toEqual([said('n', '0..9')]);
    expect(await writing((s) => Object.assign(s.page[0]!, { refs: value }))).toEqual([
      said('page[0].refs', '0..3'),
    ]);
    expect(await writing((s) => Object.assign(s, { at: value }))).toEqual([said('at', 'NULL, page[0..1]')]);
    expect(await writing((s) => Object.assign(s, { set: value }))).toEqual([
      said('set', 'sets over page[0..1]'),
    ]);
  });

  it('is refused of a local, too', async () => {
    const program = programOf(
      mm,
      threadsOf(mm, { i: count(3) }, { here: (_: Mm, my: object) => Object.assign(my, { i: 1n }) }),
    );
    expect((await explore(program)).findings[0]?.failure.message).toBe(
      'f0: i: 1n is outside its domain 0..3',
    );
  });
});
