import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { ablate } from '../../../checker/questions/ablation/ablate.ts';
import { checkSeries } from '../../../checker/questions/series/checkSeries.ts';
import { prefixesOf } from '../../../checker/questions/series/prefixes.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { replayCommand } from '../../../checker/report/replayCommand.ts';
import { replay } from '../../../checker/trace/replay.ts';
import {
  after,
  always,
  bool,
  count,
  design,
  holds,
  initialOf,
  machine,
  patch,
  replace,
  type Scenario,
  scenario,
  thread,
  unreachableOf,
  violated,
} from '../../../model/language/index.ts';
import { refusal } from '../../helpers/refusal.ts';

/** A count that a patch replaces by a flag: the two designs have the same number of pages in different fields. */
const mm = machine({ pages: count(2), any: bool(), got: count(1) });
type Mm = typeof mm.state;
const get = mm.fn(
  'get',
  'mm/example.c',
  {},
  {},
  {
    look: (s: Mm) => {
      s.got = s.pages > 0 ? 1 : 0;
    },
  },
);
const by_flag = patch('keep a flag').in(
  get,
  replace('look', {
    look: (s: Mm) => {
      s.got = s.any ? 1 : 0;
    },
  }),
);
const later = patch('do nothing more').in(get, after('look', { nothing: () => {} }));
const nothing_at_all = patch('do nothing at all').in(get, after('look', { idle: () => {} }));
const last = patch('do nothing for ever').in(get, after('look', { rest: () => {} }));
const isGot = always<Mm>('a page is there', (s) => s.pages > 0 || s.any);
const withPages = (s: Mm) => {
  s.pages = 2;
};
const withFlag = (s: Mm) => {
  s.any = true;
};

const made = scenario('test/layout', {
  summary: 'a count becomes a flag',
  machine: mm,
  threads: { get: thread(get, {}) },
  initial: withPages,
  properties: [isGot],
  designs: {
    count: design([], holds),
    flag: design([by_flag, later], holds, { initial: { flagged: withFlag, both: withPages } }),
    more: design([by_flag, later, nothing_at_all, last], violated(), { initial: () => {} }),
  },
});
const startsOf = (of: Scenario, name: string) => [...new ReferenceEngine(buildProgram(of, name)).initial()];

describe('the initial states of a design', () => {
  it.each([
    ['count', made.initial],
    ['flag', { flagged: withFlag, both: withPages }],
    ['no design of it', made.initial],
    ['constructor', made.initial],
  ])('are asked for by its name: %s', (name, states) => {
    expect(initialOf(made, name)).toEqual(states);
  });

  it("are the scenario's, unless it has its own", () => {
    expect(Object.keys(initialOf(made, 'count'))).toEqual(['start']);
    expect(startsOf(made, 'count').map(([name, { shared }]) => [name, shared.pages, shared.any])).toEqual([
      ['start', 2, false],
    ]);
    expect(startsOf(made, 'flag').map(([name, { shared }]) => [name, shared.pages, shared.any])).toEqual([
      ['flagged', 0, true],
      ['both', 2, false],
    ]);
    expect(startsOf(made, 'more').map(([name, { shared }]) => [name, shared.pages])).toEqual([['start', 0]]);
    expect(design([], holds)).not.toHaveProperty('initial');
  });

  it('are one or more', () => {
    const designs = { bare: design([], holds, { initial: {} }) };
    const threads = { get: thread(get, {}) };
    expect(refusal(() => scenario('test/bare', { summary: '', machine: mm, threads, designs }))).toBe(
      'test/bare@bare: it has no initial states; allowed: one or more',
    );
  });

  it('are those that a check starts from', async () => {
    const verdict = async (name: string) => (await check(made, name)).verdict;
    expect([await verdict('count'), await verdict('flag'), await verdict('more')]).toEqual([
      // What the property looks at is as it was in the beginning.
      'incomplete',
      'incomplete',
      'violated',
    ]);
  });

  it('are those that a replay starts from, the first where none is named', () => {
    const { trace } = replay(buildProgram(made, 'flag'), { turns: [{ thread: 0, choice: 0 }] });
    expect(trace.start).toBe('flagged');
    expect(replayCommand(trace, { scenario: made, target: 'test/layout' })).toBe(
      'mmcheck replay test/layout@flag --schedule 0',
    );
  });

  it('are kept by what is left of the design in an ablation', async () => {
    const only = { ...made, designs: { flag: made.designs.flag! } };
    const { ablated } = await ablate(only, 'flag', { sizes: {}, elsewhere: [], search: () => ({}) });
    expect(ablated.length).toBeGreaterThan(0);
    expect(ablated.map(({ judgement }) => judgement.status)).not.toContain('fails');
  });
});

describe('the initial states of a prefix of a series', () => {
  it('are those of the design that it is, or of the nearest one before it', () => {
    const starts = prefixesOf(made, 'more').map(({ design: { name, initial } }) => [
      name,
      Object.keys(initial!),
    ]);
    expect(starts).toEqual([
      ['count', ['start']],
      ['more~3', ['start']],
      ['flag', ['flagged', 'both']],
      ['more~1', ['flagged', 'both']],
      ['more', ['start']],
    ]);
  });

  it('are those that its search starts from', async () => {
    const { prefixes } = await checkSeries(made, 'flag', {}, () => ({}));
    expect(prefixes.map(({ result }) => result?.states)).toEqual([
      (await check(made, 'count')).states,
      (await check(made, 'count')).states,
      (await check(made, 'flag')).states,
    ]);
    expect(prefixes.map(({ failures }) => failures)).toEqual([[], [], []]);
  });
});

describe('the labels that a design cannot reach', () => {
  const unreachable = { 'get.look': 'of all designs', 'get.idle': 'of all designs' };
  const own = { 'get.idle': 'of this one', 'get.nothing': 'of this one' };
  const designs = {
    ...made.designs,
    own: design([by_flag, later, nothing_at_all], holds, { unreachable: own }),
  };
  const declared = { ...made, unreachable, designs };

  it.each([
    ['own', { ...unreachable, ...own }],
    ['flag', unreachable],
    ['no design of it', unreachable],
    ['constructor', unreachable],
  ])("are the scenario's and its own: %s", (name, labels) => {
    expect(unreachableOf(declared, name)).toEqual(labels);
  });

  it('are labels of its own, and not of another design alone', () => {
    const declaring = (label: string) => {
      const flag = design([by_flag], holds, { unreachable: { [label]: 'it is so' } });
      return refusal(() => buildProgram({ ...made, designs: { ...made.designs, flag } }, 'flag'));
    };
    expect(declaring('get.loko')).toBe(
      "test/layout@flag: it declares 'get.loko' unreachable, which is no label; did you mean 'get.look'? (allowed: get.look)",
    );
    expect(declaring('get.idle')).toContain(
      "test/layout@flag: it declares 'get.idle' unreachable, which is no label",
    );
  });
});
