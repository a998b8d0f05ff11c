import { describe, expect, it } from 'vitest';
import {
  alternativesOf,
  always,
  any,
  bool,
  count,
  decides,
  either,
  goto,
  machine,
  type Operation,
  on,
  otherwise,
  spin,
  table,
  thenGoto,
  thread,
  unless,
  wait,
  when,
} from '../../../model/language/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ open: bool(), n: count(9), page: table(3, { free: bool() }) });
type Mm = typeof mm.state;

const is_open = (s: Mm) => s.open;
const inc = (s: Mm) => {
  s.n++;
};
/** Counts, and says whether it has come to two. */
const inc_and_test = (s: Mm) => {
  s.n++;
  return s.n === 2;
};
const is_free = (s: Mm, _my: unknown, row: number) => s.page[row]!.free;
const take = (s: Mm, _my: unknown, row: number) => {
  s.page[row]!.free = false;
};

interface Start {
  readonly open?: boolean;
  readonly n?: number;
  readonly free?: readonly number[];
}
/** A thread `cpu0` before the first label of a listing. */
function at(listing: object, { open = false, n = 0, free = [] }: Start = {}): Walk {
  const fn = mm.fn('f', 'mm/example.c', {}, {}, listing as never);
  const initial = (s: Mm) => {
    s.open = open;
    s.n = n;
    for (const row of free) s.page[row]!.free = true;
  };
  return new Walk(programOf(mm, { cpu0: thread(fn, {}) }, { initial }));
}
const n = (walk: Walk) => walk.state.shared.n;

describe.each([
  ['wait', wait],
  ['spin', spin],
])('%s', (form, guarded) => {
  it('is of its form', () => {
    expect(guarded(is_open).form).toBe(form);
    expect(guarded(is_open, inc).form).toBe(form);
  });

  it('blocks until its guard holds', () => {
    expect(at({ a: guarded(is_open, inc) }).choices('cpu0')).toBe(0);
    expect(at({ a: guarded(is_open, inc) }, { open: true }).choices('cpu0')).toBe(1);
  });

  it('has its effect in the step that finds the guard true', () => {
    const walk = at({ a: guarded(is_open, inc), b: inc }, { open: true }).step('cpu0');
    expect([n(walk), walk.at('cpu0')]).toEqual([1, 'b']);
  });

  it('may do without an effect', () => {
    const walk = at({ a: guarded(is_open), b: inc }, { open: true }).step('cpu0');
    expect([n(walk), walk.at('cpu0')]).toEqual([0, 'b']);
  });

  it('decides by the effect where to go on', () => {
    const listing = { a: guarded(is_open, when(inc_and_test, 'c')), b: inc, c: inc };
    expect(at(listing, { open: true }).run('cpu0')).toEqual(['a', 'b', 'c']);
    expect(at(listing, { open: true, n: 1 }).run('cpu0')).toEqual(['a', 'c']);
    const jump = { a: guarded(is_open, goto('c', inc)), b: goto('return'), c: unless(is_open, 'b') };
    expect(at(jump, { open: true }).run('cpu0')).toEqual(['a', 'c']);
  });
});

describe('when and unless', () => {
  const jumps = { a: when(inc_and_test, 'c'), b: inc, c: inc };
  const stays = { a: unless(inc_and_test, 'c'), b: inc, c: inc };

  it('go by what the test returns, and keep its effect either way', () => {
    expect(at(jumps).run('cpu0')).toEqual(['a', 'b', 'c']);
    expect(at(jumps, { n: 1 }).run('cpu0')).toEqual(['a', 'c']);
    expect(at(stays).run('cpu0')).toEqual(['a', 'c']);
    expect(at(stays, { n: 1 }).run('cpu0')).toEqual(['a', 'b', 'c']);
    expect([n(at(jumps).step('cpu0')), n(at(jumps, { n: 1 }).step('cpu0'))]).toEqual([1, 2]);
  });

  it('test and change in one step', async () => {
    const test_and_set = (s: Mm) => {
      const was = s.open;
      s.open = true;
      return was;
    };
    const fn = mm.fn('f', 'mm/example.c', {}, {}, { test_and_set: when(test_and_set, 'return'), inc });
    const threads = { cpu0: thread(fn, {}), cpu1: thread(fn, {}) };
    const properties = [always<Mm>('one is in', ({ n }) => n <= 1)];
    expect(await nearest(programOf(mm, threads, { properties }))).toBeUndefined();
    const set = (s: Mm) => {
      s.open = true;
    };
    const in_two = { test: when(is_open, 'return'), set, inc };
    const racy = thread(mm.fn('f', 'mm/example.c', {}, {}, in_two), {});
    const race = await nearest(programOf(mm, { cpu0: racy, cpu1: racy }, { properties }));
    expect(race).toMatchObject({ check: 'always', steps: 6 });
  });
});

describe('goto', () => {
  it('goes on at its label, with or without an effect first', () => {
    const walk = at({ a: goto('c'), b: goto('return', inc), c: goto('b', inc) });
    expect(walk.run('cpu0')).toEqual(['a', 'c', 'b']);
    expect(n(walk)).toBe(2);
  });

  it('leaves the function at return', () => {
    expect(at({ a: unless(is_open, 'return'), b: inc }).run('cpu0')).toEqual(['a']);
  });
});

describe('either', () => {
  const branches = either(
    on(is_open, inc),
    on((s: Mm) => s.n === 0, goto('c', inc)),
    any('page', is_free, take, 'c'),
  );
  const listing = { a: branches, b: inc, c: inc };

  it('has a step for each branch whose guard holds, and one for each row', () => {
    expect(at(listing, { open: true }).choices('cpu0')).toBe(2);
    expect(at(listing, { open: true, n: 1 }).choices('cpu0')).toBe(1);
    expect(at(listing, { free: [0, 2] }).choices('cpu0')).toBe(3);
  });

  it('blocks where it has none', () => {
    expect(at(listing, { n: 1 }).choices('cpu0')).toBe(0);
  });

  it('takes the branch with its own effect and next label', () => {
    expect(at(listing, { open: true }).step('cpu0').at('cpu0')).toBe('b');
    expect(at(listing, { open: true }).step('cpu0 1').at('cpu0')).toBe('c');
  });

  it('gives the row to the guard and to the effect', () => {
    const walk = at(listing, { n: 1, free: [0, 2] }).step('cpu0 1');
    expect(walk.state.shared.page).toEqual([{ free: true }, { free: false }, { free: false }]);
    expect(walk.at('cpu0')).toBe('c');
  });

  it('goes on behind itself where a branch over rows names no label', () => {
    const walk = at({ a: either(any('page', is_free, take)), b: inc, c: inc }, { free: [1] });
    expect(walk.run('cpu0')).toEqual(['a', 'b', 'c']);
  });

  it('takes otherwise only where there is no other step', () => {
    const or = { a: either(any('page', is_free, take), otherwise(goto('c', inc))), b: inc, c: inc };
    expect(at(or, { free: [0, 1, 2] }).choices('cpu0')).toBe(3);
    const walk = at(or);
    expect(walk.choices('cpu0')).toBe(1);
    expect([walk.step('cpu0').at('cpu0'), n(walk)]).toEqual(['c', 1]);
  });

  it('may have its otherwise first, and with a test or nothing in it', () => {
    const first = { a: either(otherwise(when(inc_and_test, 'c')), on(is_open)), b: inc, c: inc };
    expect(at(first).run('cpu0')).toEqual(['a', 'b', 'c']);
    expect(at(first, { n: 1 }).run('cpu0')).toEqual(['a', 'c']);
    const empty = at({ a: either(on(is_open, inc), otherwise()) }).step('cpu0');
    expect([n(empty), empty.at('cpu0')]).toEqual([0, 'end']);
  });

  it('refuses two otherwise', () => {
    expect(refusal(() => either(otherwise(), on(is_open), otherwise(inc)))).toBe(
      'either: it has two otherwise branches; allowed: one',
    );
  });

  it('chooses from tables only', () => {
    expect(refusal(() => at({ a: either(any('pgae', is_free)) }))).toBe(
      "f: 'a' chooses from 'pgae', which is no table; did you mean 'page'? (allowed: task, page)",
    );
  });
});

describe('the ways for a label to go on', () => {
  const ways = (operation: Operation<never, never, string>) =>
    alternativesOf(operation).map(({ next }) => ('label' in next ? next.label : next.kind));

  it('are its alternatives in their order, then its otherwise', () => {
    const branches = [otherwise(goto('last')), on(is_open, goto('first')), any('page', is_free)] as const;
    expect(ways(either(...branches))).toEqual(['first', 'fall', 'last']);
    expect(ways(either(...branches.slice(1)))).toEqual(['first', 'fall']);
    expect(ways(wait(is_open, goto('b')))).toEqual(['b']);
  });

  it.each([
    ['when', when(is_open, 'b'), true],
    ['unless', unless(is_open, 'b'), true],
    ['wait, then when', wait(is_open, when(is_open, 'b')), true],
    ['goto', goto('b', inc), false],
    ['wait', wait(is_open, inc), false],
    ['thenGoto', thenGoto(wait(is_open), 'b'), false],
  ])('are chosen by the effect or not: %s', (_form, operation, decided) => {
    expect(alternativesOf(operation).map(({ next }) => decides(next))).toEqual([decided]);
  });
});

describe('what follows a guard', () => {
  it.each([
    ['wait', () => wait(is_open, wait(is_open))],
    ['spin', () => on(is_open, spin(is_open))],
    ['either', () => otherwise(either(on(is_open)))],
    ['wait', () => any('page', is_free, wait(is_open))],
  ])('is no %s, which has guards of its own', (form, make) => {
    expect(refusal(make)).toBe(`a guard is followed by '${form}'; allowed: an effect, when, unless, goto`);
  });
});

describe('thenGoto', () => {
  it('keeps guard and effect, and goes on at its label', () => {
    const listing = { a: thenGoto(wait(is_open, inc), 'c'), b: goto('return'), c: goto('b') };
    expect(at(listing).choices('cpu0')).toBe(0);
    const walk = at(listing, { open: true }).step('cpu0');
    expect([n(walk), walk.at('cpu0')]).toEqual([1, 'c']);
  });

  it('goes there from every branch, otherwise included', () => {
    const all = either(on(is_open, inc), any('page', is_free, take), otherwise(inc));
    const listing = { a: thenGoto(all, 'c'), b: goto('return'), c: goto('b') };
    expect(at(listing, { open: true }).step('cpu0').at('cpu0')).toBe('c');
    expect(
      at(listing, { free: [2] })
        .step('cpu0')
        .at('cpu0'),
    ).toBe('c');
    expect(at(listing).step('cpu0').at('cpu0')).toBe('c');
  });
});
