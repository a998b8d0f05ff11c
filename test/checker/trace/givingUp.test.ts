import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { breadthFirst } from '../../../checker/search/breadthFirst.ts';
import { normalForms } from '../../../checker/trace/normalForm.ts';
import { always, count, machine, when } from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ a: count(2), b: count(2), c: count(2) });
type Mm = typeof mm.state;
const steps = (field: 'a' | 'b' | 'c') => {
  const step = (s: Mm) => {
    s[field]++;
  };
  return { first: step, second: step };
};
const bad = ['111', '012'];
const told = ({ a, b, c }: Mm) => `${a}${b}${c}`;

/**
 * Three threads of two steps each, that fail after three: at 111, which takes two switches and is seen first, and at
 * 012, which takes one.
 *
 * A level's states in the order in which they are seen: 000; 100 010 001; 200 110 101 020 011 002; and 210 201 120 111
 * 102 021 012. Of the next level 210 brings 220 and 211, 201 brings 202, 120 brings 121, 102 brings 112 and 021 022.
 */
const program = programOf(mm, threadsOf(mm, {}, steps('a'), steps('b'), steps('c')), {
  properties: [always('it is not bad', (s: Mm) => !bad.includes(told(s)))],
});

describe('the normal form, where it is given up', () => {
  it('is not the best of a level of which only the beginning was seen', async () => {
    const compiled = compile(program);
    const { findings } = await breadthFirst(compiled);
    const ways = (most: number) =>
      normalForms(compiled, findings, most).map((normal) =>
        normal?.states.map(({ shared }) => told(shared as Mm)).join(' '),
      );
    expect(findings.map(({ states }) => told(states.at(-1)!.shared as Mm))).toEqual(['111']);
    const [best] = ways(Number.MAX_SAFE_INTEGER);
    // Both have one switch: the second thread before the third, or behind it.
    expect(['000 010 011 012', '000 001 002 012']).toContain(best);
    // 17 states lie on the four levels; 21 are known when 111 has been seen, and the 23rd just before 012 is.
    for (let most = 1; most <= 30; most++)
      expect([most, ...ways(most)]).toEqual([most, most < 23 ? undefined : best]);
  });

  it('is what a check shows, with one switch and not two', async () => {
    const { trace } = await check(program.scenario, 'only');
    expect([
      [1, 2, 2],
      [2, 2, 1],
    ]).toContainEqual(trace?.steps.map(({ thread }) => thread));
    expect(trace).not.toHaveProperty('asFound');
  });

  const counting = machine({ n: count(9000) });
  type Counting = typeof counting.state;
  /** A step that leaves its thread at its label, with no local to tell whose it was: again and again, up to a failure. */
  const failingAfter = (most: number) => {
    const again = when((s: Counting) => {
      s.n++;
      return true;
    }, 'again');
    return programOf(counting, threadsOf(counting, {}, { again, never: () => {} }), {
      properties: [always('there is an end to it', (s: Counting) => s.n < most)],
    }).scenario;
  };

  it('is found through any number of steps that do not show whose they are', async () => {
    for (const most of [1900, 2100]) {
      const { trace } = await check(failingAfter(most), 'only');
      expect([trace?.steps.length, trace?.asFound]).toEqual([most, undefined]);
    }
  });
});
