import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  any,
  bool,
  count,
  design,
  either,
  holds,
  machine,
  oneOf,
  pointer,
  range,
  scenario,
  size,
  table,
  thread,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';

const most = size('most', 2);
const mm = machine({
  a: range(-2, 2),
  b: count(3),
  on: bool(),
  kind: oneOf('x', 'y'),
  at: pointer('page'),
  page: table(2, { slot: table(3, { used: bool() }) }),
});
type Mm = typeof mm.state;

/** A thread that chooses once. */
const choosing = (branch: object) =>
  scenario('test/choosing', {
    summary: '',
    machine: mm,
    threads: { t: thread(mm.fn('choose', 'test', {}, {}, { choose: either(branch as never) } as never), {}) },
    designs: { d: design([], holds) },
  });
const everything = () => true;

/** What there is to choose at the one label, as reports write it. */
const chosenIn = (branch: object) =>
  programOf(mm, choosing(branch).threads as never).steps.map(({ chosen }) => chosen);

describe('what a branch chooses from', () => {
  it.each<readonly [string, object, readonly string[]]>([
    ['the rows of a table', any('page', everything), ['page[0]', 'page[1]']],
    [
      'the rows of a table within rows',
      any('page[].slot', everything),
      [0, 1].flatMap((page) => [0, 1, 2].map((slot) => `page[${page}].slot[${slot}]`)),
    ],
    ['a number', any(range(-1, 2), everything), ['0', '1', '2', '-1']],
    ['a number up to a size', any(range(1, most), everything), ['1', '2']],
    ['a name', any(oneOf('x', 'y'), everything), ['x', 'y']],
    ['a row or none', any(pointer('page'), everything), ['NULL', 'page[0]', 'page[1]']],
    [
      'pairs',
      any(['page', bool()], everything),
      ['page[0], false', 'page[0], true', 'page[1], false', 'page[1], true'],
    ],
    ['one of one', any([count(1)], everything), ['0', '1']],
  ])('is %s', (_what, branch, shown) => {
    expect(chosenIn(branch)).toEqual(shown);
  });

  it.each<readonly [string, object, string]>([
    ['no table', any('pgae', everything), "'pgae', which is no table; did you mean 'page'?"],
    [
      'no table within rows',
      any('page[].slto', everything),
      "'page[].slto', which is no table; did you mean 'page[].slot'?",
    ],
    [
      'too much',
      any([count(999), count(999)], everything),
      "choose: 'choose' has 1000000 choices; allowed: up to 65536",
    ],
    [
      'no range',
      any(range(3, 1), everything),
      'range(3, 1) is not possible; allowed: whole numbers in their order',
    ],
  ])('is not %s', (_what, branch, told) => {
    expect(refusal(() => chosenIn(branch))).toContain(told);
  });

  it.each([[1], [[]], [['page', 3]], [{ kind: 'record' }]])('is not %j', (over) => {
    expect(refusal(() => choosing(any(over as never, everything)))).toBe(
      `choose: the label 'choose': what it chooses from is ${over === 1 ? '1' : Array.isArray(over) ? 'an array' : 'an object'}; allowed: the name of a table, a leaf such as range(1, 3), or a list of these`,
    );
  });
});

describe('what is chosen', () => {
  it.each<readonly [string, object, number]>([
    // The start, and five ends that differ.
    [
      'a number',
      any(range(-2, 2), everything, (s: Mm, _my: unknown, a) => void Object.assign(s, { a })),
      1 + 5,
    ],
    // Two rows of three, each its own end.
    [
      'a row within a row',
      any('page[].slot', everything, (s: Mm, _my: unknown, [page, slot]) => {
        s.page[page]!.slot[slot]!.used = true;
      }),
      1 + 6,
    ],
    // Of 4 * 2 * 3 those whose number is one: 2 * 3.
    [
      'one of each',
      any(
        [count(3), oneOf('x', 'y'), pointer('page')],
        (_s: Mm, _my: unknown, [n]) => n === 1,
        (s, _my, [n, kind, page]) => void Object.assign(s, { b: n, kind, at: page }),
      ),
      1 + 6,
    ],
  ])('comes to the recipes: %s', async (_what, branch, states) => {
    const asked = choosing(branch);
    const { verdict, ...result } = await check(asked, 'd');
    expect([verdict, result.states]).toEqual(['holds', states]);
    await expectAgreement(asked, 'd', { maxStates: 100 });
  });
});

describe('a size that only a choice is written with', () => {
  it('is one of the scenario', async () => {
    const asked = choosing(any(range(1, most), everything));
    const { transitions } = await check(asked, 'd', { most: 5 });
    expect(transitions).toBe(5);
  });
});
