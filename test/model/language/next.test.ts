import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import {
  bool,
  count,
  design,
  either,
  goto,
  holds,
  machine,
  on,
  scenario,
  thread,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { refusal, refusalOf } from '../../helpers/refusal.ts';

const mm = machine({ n: count(5), done: bool() });
type Mm = typeof mm.state;

/** Counts to two and leaves; at three, which it never comes to, it would stop. */
const counts = mm.fn(
  'counts',
  'test',
  {},
  {},
  {
    again: (s) => void s.n++,
    'switch (n)': goto(['again', 'stop', 'break'], (s) =>
      s.n === 1 ? 'again' : s.n === 3 ? 'stop' : 'break',
    ),
    leave: goto('return', (s) => void Object.assign(s, { done: true })),
    stop: () => {},
  },
);
const counting = (unreachable: Readonly<Record<string, string>> = {}) =>
  scenario('test/counting', {
    summary: '',
    machine: mm,
    threads: { t: thread(counts, {}) },
    properties: ({ atTheEnd }) => [atTheEnd('two', (s) => s.n === 2 && s.done)],
    unreachable,
    designs: { d: design([], holds) },
  });

describe('a step that returns the label it goes on at', () => {
  it('goes there, and on where it breaks', async () => {
    const { verdict, states } = await check(
      counting({ 'counts.switch (n): goto stop': 'it counts to two' }),
      'd',
    );
    // again, switch, again, switch, leave: a state before each of the five, and the end.
    expect([verdict, states]).toEqual(['holds', 6]);
  });

  it('has a way for each of its labels, which coverage counts', async () => {
    const { verdict, coverage } = await check(counting(), 'd');
    expect(verdict).toBe('incomplete');
    expect(coverage).toMatchObject({ ways: 3, taken: 2 });
    expect(coverage.causes.map(({ text }) => text)).toEqual([
      'the label counts.switch (n) never goes to stop, so counts.stop never runs',
    ]);
    expect(coverage.causes[0]!.declares).toEqual(['counts.switch (n): goto stop']);
  });

  it('means the same to both engines and the oracle', async () => {
    await expectAgreement(counting(), 'd', { maxStates: 100 });
  });

  it.each<readonly [string, unknown, string]>([
    [
      'none of them, as a word',
      'agian',
      "its switch answers 'agian'; did you mean 'again'? (allowed: again, break)",
    ],
    ['nothing', undefined, 'its switch answers undefined; allowed: again, break'],
    ['what goes on', 'end', "its switch answers 'end'; allowed: again, break"],
  ])('may not return %s', async (_what, answer, told) => {
    const fn = mm.fn('f', 'test', {}, {}, { again: goto(['again', 'break'], () => answer as 'break') });
    const asked = scenario('test/answers', {
      summary: '',
      machine: mm,
      threads: { t: thread(fn, {}) },
      designs: { d: design([], holds) },
    });
    expect(await refusalOf(check(asked, 'd'))).toBe(`test/answers@d: t at again: ${told}`);
  });

  it('may stand behind a guard, and change the state', async () => {
    const fn = mm.fn(
      'f',
      'test',
      {},
      {},
      {
        a: either(
          on(
            (s) => s.n < 3,
            goto(['a', 'b', 'return'], (s) => (s.n++ === 1 ? 'b' : s.n < 3 ? 'a' : 'return')),
          ),
        ),
        b: goto('a', (s) => void Object.assign(s, { done: true })),
      },
    );
    const asked = scenario('test/guarded', {
      summary: '',
      machine: mm,
      threads: { t: thread(fn, {}) },
      properties: ({ atTheEnd }) => [atTheEnd('three', (s) => s.n === 3 && s.done)],
      designs: { d: design([], holds) },
    });
    const { verdict, states } = await check(asked, 'd');
    // n = 0 and 1 at a, 2 at b, 2 and done at a, and the end.
    expect([verdict, states]).toEqual(['holds', 5]);
  });
});

describe('the labels of a goto', () => {
  const f = (line: object) => mm.fn('f', 'test', {}, {}, { a: line } as never);
  const answers = (labels: readonly string[]) => () => f(goto(labels, () => 'a'));

  it.each<readonly [string, () => unknown, string]>([
    ['none', answers([]), 'goto(): it has 0 labels; allowed: from 1 to 8'],
    ['nine', answers([...'abcdefghi']), 'goto(): it has 9 labels; allowed: from 1 to 8'],
    ['one twice', answers(['a', 'a']), "goto(): 'a' is there twice; allowed: each label once"],
    [
      'a number',
      () => f((goto as (to: unknown) => object)(1)),
      'goto(): where it goes is 1; allowed: a label, or an array of labels',
    ],
    ['nothing', answers(['a', 1 as never]), 'goto(): one of its labels is 1; allowed: a label'],
    [
      'one that is not there',
      answers(['a', 'bb', 'aa']),
      "f: the label 'a' goes to 'bb', which is no label of it; did you mean 'a'? (allowed: a)",
    ],
    [
      'no recipe',
      () => f(goto(['a'] as const, undefined as never)),
      "f: the label 'a': what says where it goes is undefined; allowed: a plain function that answers one of its labels",
    ],
  ])('are not %s', (_what, make, told) => {
    expect(refusal(make)).toBe(told);
  });

  it('may not be called break', () => {
    expect(refusal(() => mm.fn('f', 'test', {}, {}, { break: (_s: Mm) => {} } as never))).toContain(
      "the label 'break' is reserved",
    );
  });
});
