import { describe, expect, it } from 'vitest';
import type { Program } from '../../../checker/program/program.ts';
import {
  any,
  call,
  count,
  either,
  goto,
  ModelError,
  machine,
  on,
  otherwise,
  type Recipe,
  table,
  thread,
  unless,
  wait,
  yields,
} from '../../../model/language/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';

// biome-ignore lint/suspicious/noThenProperty: a field may be called so
const mm = machine({ n: count(9), page: table(2, { next: count(3), then: count(3) }) });
type Mm = typeof mm.state;
type Effect = (s: Mm, my: unknown) => unknown;
const running = (line: unknown): Program =>
  programOf(mm, threadsOf(mm, {}, { here: line, last: () => {} } as never));

/** What both engines say of the program, which is one thing. */
async function complaint(program: Program): Promise<string> {
  const packed = await explore(program).catch((error: unknown) => error);
  expect(packed).toBeInstanceOf(ModelError);
  expect(refusal(() => naiveSearch(program, 'any'))).toBe((packed as ModelError).message);
  return (packed as ModelError).message;
}

const lines: readonly [where: string, (effect: Effect) => unknown, choice?: string][] = [
  ['an effect', (effect) => effect],
  ['what follows a guard', (effect) => wait(() => true, effect)],
  ['what comes before a jump', (effect) => goto('last', effect)],
  ['what yields', (effect) => yields(effect)],
  ['a branch', (effect) => either(on(() => true, effect))],
  ['a branch for a row', (effect) => either(any('page', () => true, effect)), ' with page[0]'],
  ['a branch that is left', (effect) => either(otherwise(effect))],
];

const other = mm.fn('other', 'mm/example.c', {}, {}, { a: () => {} });
const unfinished: readonly [what: string, Recipe][] = [
  ['a promise', async (s: Mm) => Object.assign(s, { n: 12 })],
  ['a promise', () => Promise.reject(new Error('too late'))],
  // biome-ignore lint/suspicious/noThenProperty: what is awaited like a promise is one
  ['a promise', () => ({ then: () => {} })],
  ['an iterator', () => [1].values()],
  ['an iterator', () => ({ next: () => ({ done: true }) })],
  ['a function', (s: Mm) => () => s.n++],
  ['an operation', () => wait(() => true)],
  ['a call', () => call(other)],
  ['a function of the machine', () => other],
  ['a branch of either', () => otherwise()],
];

describe.each(lines)('%s', (_, lineOf, choice = '') => {
  it.each(unfinished)('that returns %s is refused by its label', async (what, recipe) => {
    // A plain function that calls the other one: its text says nothing of what it returns.
    const effect: Effect = (s, my) => recipe(s, my, undefined);
    expect(await complaint(running(lineOf(effect)))).toBe(
      `test/small@only: cpu0 at here${choice}: its effect returns ${what}, which nobody carries on with; ` +
        'allowed: a function that has changed the state when it returns, or an operation in its place',
    );
  });

  it('may return whatever else it likes', async () => {
    const values: readonly Effect[] = [
      (s: Mm) => ++s.n,
      (s: Mm) => s.page[1],
      (s: Mm) => s.page,
      (s: Mm) => [...s.page],
      () => new Map([[1, 2]]),
      () => 'text',
      () => null,
      () => 1n,
    ];
    for (const value of values) {
      const program = running(lineOf(value));
      expect((await explore(program)).findings).toEqual([]);
      expect(naiveSearch(program, 'any').findings).toEqual([]);
    }
  });
});

describe('a recipe whose kind says that it does nothing', () => {
  it.each([
    ['an async function', async (s: Mm) => Object.assign(s, { n: 1 })],
    [
      'a generator function',
      function* (s: Mm) {
        yield s.n++;
      },
    ],
    [
      'an async function',
      async function* (s: Mm) {
        yield s.n++;
      },
    ],
  ])('is refused where it is written: %s', (what, recipe) => {
    const effect = `f0: the label 'here': its effect is ${what}; allowed: a plain function that has changed`;
    for (const [, lineOf] of lines) expect(refusal(() => running(lineOf(recipe)))).toContain(effect);
    const guard = recipe as unknown as () => boolean;
    expect(refusal(() => running(wait(guard)))).toContain(`f0: the label 'here': its guard is ${what}`);
    expect(refusal(() => running(unless(guard, 'last')))).toContain(`'here': its test is ${what}`);
  });
});

describe('an initial state', () => {
  it('is made when its recipe returns', async () => {
    const later = () => Promise.reject(new Error('too late'));
    const program = programOf(mm, threadsOf(mm, {}, { a: () => {} }), { initial: later });
    expect(await complaint(program)).toContain(
      "test/small: the initial state 'start' cannot be made: its effect returns a promise, which",
    );
  });
});

describe('a preemption', () => {
  it.each([
    ['1', 1],
    ['undefined', undefined],
    ["''", ''],
    ['a promise', Promise.resolve(true)],
  ])('that answers %s is refused', async (what, value) => {
    const fn = mm.fn('fn', 'mm/example.c', {}, {}, { here: () => {}, last: () => {} });
    const threads = { a: thread(fn, {}, { cpu: 0 }), b: thread(fn, {}, { cpu: 0 }) };
    const program = programOf(mm, threads, { preemption: (() => value) as never });
    expect(await complaint(program)).toBe(
      `test/small@only: a: its preemption answers ${what}; allowed: true, false`,
    );
  });
});
