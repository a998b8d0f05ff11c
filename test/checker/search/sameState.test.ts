import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { apart, nameOfFailure } from '../../../checker/program/failure.ts';
import { CheckedSteps } from '../../../checker/reference/checkedSteps.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import {
  always,
  atTheEnd,
  count,
  design,
  everyStep,
  machine,
  type Property,
  pointer,
  type Scenario,
  scenario,
  tasks,
  thread,
  violated,
  wait,
  when,
} from '../../../model/language/index.ts';
import {
  kernelChecks,
  kmem_cache_alloc,
  slab,
  spin_lock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf } from '../../helpers/programOf.ts';

const mm = machine(
  {
    task: tasks(taskFields()),
    object: slab(1, {}),
    kept: pointer('object'),
    lock: spinlock(),
    n: count(4),
  },
  kernelChecks,
);
type S = typeof mm.state;

const to = (n: number) => (s: S) => {
  s.n = n;
};
const few = always('n is below two', (s: S) => s.n < 2);
const even = always('n is no three', (s: S) => s.n !== 3);
const none = atTheEnd('n is nothing', (s: S) => s.n === 0);
const one = atTheEnd('n is one', (s: S) => s.n === 1);
const slow = everyStep('n grows by one at most', (b: S, a: S) => a.n - b.n < 2);
const small = everyStep('n stays below three', (_b: S, a: S) => a.n < 3);

interface Case {
  readonly says: string;
  readonly listing: object;
  readonly idle?: object;
  readonly properties: readonly Property<S>[];
  /** What fails together, in the order of the reports. */
  readonly fails: readonly string[];
}

const leaks = { alloc: kmem_cache_alloc<S, unknown, 'object'>('object', () => {}) };

const cases: readonly Case[] = [
  { says: 'an end and a leak', listing: leaks, properties: [one], fails: ['n is one', 'kmemleak'] },
  { says: 'two ends', listing: { set: to(2) }, properties: [none, one], fails: ['n is nothing', 'n is one'] },
  {
    says: 'two that are always asked',
    listing: { set: to(3), more: () => {} },
    properties: [few, even],
    fails: ['n is below two', 'n is no three'],
  },
  {
    says: 'one that is always asked, an end and a leak',
    listing: leaks,
    properties: [always('nothing is allocated', (s: S) => !s.object[0]!.slab.inuse), one],
    fails: ['nothing is allocated', 'n is one', 'kmemleak'],
  },
  {
    says: 'one that is always asked and a deadlock',
    listing: { set: to(2), waits: wait(() => false) },
    properties: [few],
    fails: ['n is below two', 'deadlock'],
  },
  {
    says: 'one that is always asked, and an end although a worker could begin',
    listing: { set: to(2) },
    idle: { works: () => {} },
    properties: [few, none],
    fails: ['n is below two', 'n is nothing'],
  },
  {
    says: 'two of one step',
    listing: { set: to(3), more: () => {} },
    properties: [slow, small],
    fails: ['n grows by one at most', 'n stays below three'],
  },
  {
    says: 'a step property and what a thread has kept at its exit',
    listing: { lock: spin_lock((s: S) => s.lock), set: to(3) },
    properties: [slow],
    fails: ['held-at-exit', 'n grows by one at most'],
  },
  {
    says: 'a step property and what a worker has kept when it goes idle',
    listing: { nothing: () => {} },
    idle: {
      lock: spin_lock((s: S) => s.lock),
      set_and_wait_for_work: when((s: S) => {
        s.n = 3;
        return true;
      }, 'lock'),
    },
    properties: [slow],
    fails: ['held-at-exit', 'n grows by one at most'],
  },
];

function scenarioOf({ listing, idle, properties }: Case, expected = violated()): Scenario {
  const f = mm.fn('f', 'mm/example.c', {}, {}, listing as never);
  const worker =
    idle === undefined
      ? {}
      : { worker: thread(mm.fn('g', 'mm/example.c', {}, {}, idle as never), {}, { optional: true }) };
  return scenario('test/same-state', {
    summary: '',
    machine: mm,
    threads: { f: thread(f, {}), ...worker },
    properties,
    designs: { base: design([], expected) },
  });
}

describe('what fails in one state or step', () => {
  it.each(cases)('is all told: $says', async (of) => {
    const found = await expectAgreement(scenarioOf(of), 'base');
    expect(found!.findings.map(({ failure }) => nameOfFailure(failure))).toEqual(of.fails);
    expect(new Set(found!.findings.map(({ states }) => states.length)).size).toBe(1);
  });

  it.each(cases)('meets an expectation of either: $says', async (of) => {
    for (const by of of.fails) {
      const result = await check(scenarioOf(of, violated(by)), 'base');
      expect([result.verdict, result.asExpected]).toEqual(['violated', true]);
      expect(result.violation?.property ?? result.violation?.check).toBe(by);
      const also = result.also.map(({ violation }) => violation.property ?? violation.check);
      expect(new Set([by, ...also])).toEqual(new Set(of.fails));
    }
  });

  it('is not told of a state that only one of them is true of', async () => {
    const { scenario: small } = programOf(
      mm,
      {
        f: thread(mm.fn('f', 'mm/example.c', {}, {}, { one: to(1), three: to(3) }), {}),
      },
      { properties: [few, one] },
    );
    const found = await expectAgreement(small, 'only');
    expect(found!.findings.map(({ failure }) => failure.property)).toEqual(['n is below two', 'n is one']);
    const first = programOf(
      mm,
      {
        f: thread(mm.fn('f', 'mm/example.c', {}, {}, { two: to(2), one: to(1) }), {}),
      },
      { properties: [few, one] },
    );
    const engine = new ReferenceEngine(first);
    const [start] = engine.initial().values();
    const after = engine.step(start!, engine.enabled(start!)[0]!);
    expect(apart(new CheckedSteps(engine).wrong(after)!).map(({ property }) => property)).toEqual([
      'n is below two',
    ]);
  });
});
