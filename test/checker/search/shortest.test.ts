import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { nameOfFailure } from '../../../checker/program/failure.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { type Space, stepsTo } from '../../../checker/search/space.ts';
import {
  always,
  atTheEnd,
  count,
  machine,
  type Property,
  thread,
  wait,
} from '../../../model/language/index.ts';
import { BUG_ON } from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({ a: count(4), b: count(4) }, ['BUG_ON']);
type S = typeof mm.state;

/** Is looked at first on each level, and fails in its second step. */
const bug = { one: (s: S) => void s.a++, bug: () => BUG_ON(true, 'x') };
const set = (b: number) => (s: S) => {
  s.b = b;
};
/** Nobody goes on once it is closed. */
const open = (s: S) => s.b !== 1;
const stays: Property<S> = always('b stays 0', (s: S) => s.b === 0);

const cases: readonly {
  says: string;
  listings: readonly object[];
  properties?: readonly Property<S>[];
  first: string;
}[] = [
  { says: 'what is always asked', listings: [bug, { set: set(1) }], properties: [stays], first: 'b stays 0' },
  {
    says: 'a deadlock',
    listings: [
      { goes: wait(open), bug: wait(open, bug.bug) },
      { close: wait((s: S) => s.a === 0, set(1)), waits: wait(open) },
    ],
    first: 'deadlock',
  },
  {
    says: 'the second of its level that is wrong',
    listings: [bug, { set: set(2) }, { set: set(3) }],
    properties: [always('b is no 3', (s: S) => s.b !== 3)],
    first: 'b is no 3',
  },
];

const names = ({ findings }: Space) => findings.map(({ failure }) => nameOfFailure(failure));

describe('the first failure', () => {
  it.each(cases)(
    'is $first where a step of the level fails too: $says',
    async ({ listings, properties = [], first }) => {
      const program = programOf(mm, threadsOf(mm, {}, ...listings), { properties });
      const found = await expectAgreement(program.scenario, 'only');
      expect(names(found!)[0]).toBe(first);
      expect(found!.stopped).toBe('violation');
    },
  );

  it('is an end where the step of a worker fails that has begun', async () => {
    const threads = {
      worker: thread(mm.fn('f', 'mm/example.c', {}, {}, bug), {}, { optional: true }),
      other: thread(mm.fn('g', 'mm/example.c', {}, {}, { set: set(1) }), {}),
    };
    const program = programOf(mm, threads, { properties: [atTheEnd('b is 0', (s: S) => s.b === 0)] });
    expect(names((await expectAgreement(program.scenario, 'only'))!)).toEqual(['b is 0', 'BUG_ON']);
  });

  it('counts no state behind the step that fails', async () => {
    const program = programOf(mm, threadsOf(mm, {}, bug, { set: set(1), more: set(2) }), {
      properties: [stays],
    });
    const alone = programOf(mm, threadsOf(mm, {}, bug, { set: set(1), more: set(2) }));
    const [both, only] = [await explore(program), await explore(alone)];
    expect([both.states, both.transitions]).toEqual([only.states, only.transitions]);
  });

  it('is the nearest of all, in random machines', async () => {
    let compared = 0;
    const property = fc.asyncProperty(randomMachine, async ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      const all = await explore(program, { sought: 'none', limits: { maxStates: 2000 } });
      if (all.stopped !== undefined || all.findings.length === 0) return;
      const { findings } = await explore(program);
      expect(stepsTo(findings[0]!)).toBe(Math.min(...all.findings.map(stepsTo)));
      compared++;
    });
    await fc.assert(property, { seed: 20_101_109, numRuns: inject('long') ? 5000 : 200 });
    expect(compared).toBeGreaterThan(80);
  }, 300_000);
});
