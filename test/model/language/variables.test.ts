import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { listing } from '../../../checker/report/listing.ts';
import {
  array,
  bool,
  call,
  count,
  design,
  goto,
  holds,
  machine,
  oneOf,
  pointer,
  range,
  record,
  type Scenario,
  type Shape,
  scenario,
  size,
  startsAt,
  table,
  tasks,
  thread,
  when,
} from '../../../model/language/index.ts';
import { slab, spinlock } from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal, refusalOf } from '../../helpers/refusal.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ n: count(9), out: range(-9, 9), page: table(2, { used: bool() }) });
type Mm = typeof mm.state;

const running = (fn: object): Scenario =>
  scenario('test/locals', {
    summary: '',
    machine: mm,
    threads: { t: thread(fn as never, {} as never) },
    designs: { d: design([], holds) },
  });
/** What a function leaves in `out` at its end. */
async function outOf(fn: object): Promise<unknown> {
  const asked = running(fn);
  await expectAgreement(asked, 'd', { maxStates: 200 });
  const walk = new Walk(programOf(mm, asked.threads as never));
  walk.run('t');
  return walk.state.shared.out;
}

describe('a local with a value to start with', () => {
  const tries = mm.fn(
    'tries',
    'test',
    {},
    { ret: startsAt(range(-2, 2), -2), left: startsAt(count(2), 2) },
    {
      add: (s, my) => void Object.assign(s, { out: s.out + my.ret }),
      again: when((_s, my) => --my.left > 0, 'add'),
      spoil: (_s, my) => void Object.assign(my, { ret: 1, left: 0 }),
    },
  );

  it('has it when its function is entered', async () => {
    expect(await outOf(tries)).toBe(-4);
  });

  it('has it at each call', async () => {
    const twice = mm.fn('twice', 'test', {}, {}, { one: call(tries), two: call(tries) });
    expect(await outOf(twice)).toBe(-8);
  });

  it('sets the local of the caller that it is bound to, at each call, also at the first label', async () => {
    const caller = mm.fn(
      'caller',
      'test',
      {},
      { rc: range(-5, 5), n: count(2) },
      {
        one: call(tries, { ret: 'rc' }),
        keep: (s, my) => void Object.assign(s, { out: s.out * my.rc }),
        more: goto(['one', 'break'], (_s, my) => (my.n++ < 1 ? 'one' : 'break')),
        end_of_it: (s, my) => void Object.assign(s, { out: s.out - my.rc }),
      },
    );
    // -4 * 1, then -8 * 1, then 1 less.
    expect(await outOf(caller)).toBe(-9);
  });

  it.each<readonly [string, Shape[string], string]>([
    ['a name', startsAt(oneOf('a', 'b'), 'c' as 'b'), "starts at 'c', which is outside its domain a, b"],
    ['a number', startsAt(count(2), 3), 'starts at 3, which is outside its domain 0..2'],
    [
      'a row',
      startsAt(pointer('page'), 2 as never),
      'starts at 2, which is outside its domain NULL, page[0..1]',
    ],
  ])('does not start outside its domain: %s', async (_what, leaf, told) => {
    const fn = mm.fn('f', 'test', {}, { it: leaf }, { a: () => {} });
    expect(await refusalOf(check(running(fn), 'd'))).toBe(`f: local it: it ${told}`);
  });

  it('starts what it is bound to at what that can be', async () => {
    const small = mm.fn('small', 'test', {}, { rc: count(2) }, { a: call(tries, { ret: 'rc' }) });
    expect(await refusalOf(check(running(small), 'd'))).toContain('-2 is outside its domain 0..2');
  });
});

describe('a local that is an array or a record', () => {
  const most = size('most', 3);
  const sums = mm.fn(
    'sums',
    'test',
    {},
    { seen: array(most, startsAt(count(3), 1)), at: record({ i: count(3), odd: bool() }) },
    {
      set: (_s, my) => {
        my.seen[my.at.i] = my.at.i;
        my.at.odd = !my.at.odd;
      },
      next: when((_s, my) => ++my.at.i < 2, 'set'),
      // 0 + 1, and 1 of the one that nobody has set.
      sum: (s, my) =>
        void Object.assign(s, { out: my.seen.reduce((all, one) => all + one, 0) + my.seen.length }),
      odd: when((_s, my) => my.at.odd, 'set'),
    },
  );

  it('is read and assigned by its parts, and gone through', async () => {
    expect(await outOf(sums)).toBe(2 + 3);
  });

  it('belongs to its call, and may be bound to one of the same kind', async () => {
    const caller = mm.fn(
      'caller',
      'test',
      {},
      { mine: array(3, count(3)) },
      {
        one: call(sums),
        two: call(sums, { seen: 'mine' }),
        add: (s, my) => void Object.assign(s, { out: s.out + my.mine[2]! }),
      },
    );
    expect(await outOf(caller)).toBe(2 + 3 + 1);
  });

  it('holds rows of a table', async () => {
    const rows = mm.fn(
      'rows',
      'test',
      {},
      { each: table(2, { page: pointer('page'), n: count(2) }) },
      {
        take: (s, my) => {
          for (const [i, one] of my.each.entries()) Object.assign(one, { page: i, n: i + 1 });
          s.out = my.each.find(({ page }) => page === 1)!.n;
        },
      },
    );
    expect(await outOf(rows)).toBe(2);
  });

  it('has domains and ends', async () => {
    const over = (assign: (my: { seen: number[] }) => void) =>
      running(
        mm.fn('over', 'test', {}, { seen: array(2, count(2)) }, { a: (_s: Mm, my) => assign(my as never) }),
      );
    const { trace } = await check(
      over(({ seen }) => void Object.assign(seen, { 1: 3 })),
      'd',
    );
    expect(trace?.failure).toMatchObject({ check: 'domain' });
    expect(trace?.failure?.message).toContain('seen[1]: 3 is outside its domain 0..2');
    for (const wrong of [
      (my: { seen: number[] }) => void my.seen.push(1),
      (my: { seen: number[] }) => void Object.assign(my.seen, { 2: 1 }),
    ])
      expect(await refusalOf(check(over(wrong), 'd'))).toContain('its recipe throws');
  });

  it('is what show declares', () => {
    const fn = mm.fn(
      'f',
      'test',
      {},
      {
        seen: array(2, bool()),
        ret: startsAt(range(-2, 2), -1),
        at: record({ i: count(3) }),
        each: table(2, { page: pointer('page') }),
      },
      { a: () => {} },
    );
    const shown = listing(programOf(mm, { t: thread(fn, {}) }), 'f').split('\n');
    expect(shown.slice(2, 6)).toEqual([
      '\tbool seen[2];',
      '\tint ret = -1;  /* -2..2 */',
      '\tstruct { unsigned int i; } at;',
      '\tstruct { struct page *page; } each[2];',
    ]);
  });

  it('is not bound to something else', async () => {
    const caller = mm.fn('caller', 'test', {}, { mine: array(3, bool()), one: count(3) }, {
      a: call(sums, { seen: 'one' }),
    } as never);
    expect(await refusalOf(check(running(caller), 'd'))).toBe(
      "caller: the call of sums at 'a' binds 'seen' to 'one', which is no array of the same kind; allowed: one of the same kind",
    );
  });
});

describe('what a variable may be', () => {
  const fn = (parameters: Shape, locals: Shape) => () =>
    mm.fn('f', 'test', parameters, locals, { a: () => {} });
  it.each<readonly [string, () => unknown, string]>([
    [
      'a parameter that is a record',
      fn({ a: record({ x: bool() }) }, {}),
      'f: parameter a: it is a record, and is given by the call',
    ],
    [
      'a parameter that starts',
      fn({ a: startsAt(bool(), true) }, {}),
      'f: parameter a: it has a value to start with',
    ],
    ['a lock', fn({}, { lock: spinlock() }), 'f: local lock: it is for several threads'],
    ['a slab', fn({}, { a: slab(1, { x: bool() }) }), 'f: local a: its rows come and go'],
    ['tasks', fn({}, { a: tasks({ x: bool() }) }), 'f: local a: it is for several threads'],
    [
      'a shared array',
      () => machine({ a: record({ b: array(2, bool()) }) } as never),
      'a.b: it is an array, which a local may be',
    ],
    [
      'a shared field that starts',
      () => machine({ a: table(1, { b: startsAt(bool(), true) }) }),
      'a[].b: it starts at true, which a local does',
    ],
  ])('is not %s', (_what, make, told) => {
    expect(refusal(make)).toContain(told);
  });
});
