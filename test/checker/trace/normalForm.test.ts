import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { apart, type Failure, failingStep } from '../../../checker/program/failure.ts';
import { orderChecks } from '../../../checker/program/lockJudge.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import type { State } from '../../../checker/program/state.ts';
import { CheckedSteps } from '../../../checker/reference/checkedSteps.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { violationText } from '../../../checker/report/violation.ts';
import type { Finding } from '../../../checker/search/space.ts';
import { normalForms } from '../../../checker/trace/normalForm.ts';
import { recordFinding } from '../../../checker/trace/recorder.ts';
import { replay } from '../../../checker/trace/replay.ts';
import type { Trace } from '../../../checker/trace/trace.ts';
import { markUnavoidable } from '../../../checker/trace/unavoidable.ts';
import {
  design,
  machine,
  type StateOf,
  scenario,
  tasks,
  thread,
  violated,
} from '../../../model/language/index.ts';
import { spin_lock, spin_unlock, spinlock, taskFields } from '../../../model/primitives/index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { checked } from '../../helpers/checked.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { explore } from '../../helpers/searches.ts';

const shape = { a: spinlock(), b: spinlock(), task: tasks(taskFields()) };
const locks = machine(shape);
type Locks = StateOf<typeof shape>;
const [a, b] = [(s: Locks) => s.a, (s: Locks) => s.b];
const one_way = locks.fn(
  'one_way',
  'test',
  {},
  {},
  {
    first: spin_lock(a),
    second: spin_lock(b),
    unlock_second: spin_unlock(b),
    unlock_first: spin_unlock(a),
  },
);
const other_way = locks.fn(
  'other_way',
  'test',
  {},
  {},
  {
    first: spin_lock(b),
    second: spin_lock(a),
    unlock_second: spin_unlock(a),
    unlock_first: spin_unlock(b),
  },
);
const crossing = scenario('test/crossing', {
  summary: 'two threads take two locks in two orders',
  machine: locks,
  threads: { one: thread(one_way, {}), other: thread(other_way, {}) },
  designs: { base: design([], violated('lock-order')) },
});

const switchesOf = ({ steps }: Trace): number =>
  steps.filter(({ thread }, i) => i > 0 && thread !== steps[i - 1]!.thread).length;

describe('the normal form of a finding', () => {
  it('has as few context switches as any way of its length, in random machines', async () => {
    let compared = 0;
    const property = fc.asyncProperty(randomMachine, async ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      const search = await explore(program, { sought: 'none', limits: { maxStates: 300 } });
      const { findings, stopped } = search;
      if (stopped !== undefined) return;
      const engine = new ReferenceEngine(program);
      normalForms(compile(program), findings).forEach((normal, i) => {
        const finding = findings[i]!;
        // What a failed lock order is, its way alone does not say.
        expect(normal === undefined).toBe(orderChecks.includes(finding.failure.check));
        if (normal === undefined) return;
        const trace = recordFinding(engine, normal);
        const found = recordFinding(engine, finding);
        expect(trace.steps).toHaveLength(found.steps.length);
        expect({ ...trace.failure, message: '' }).toEqual({ ...found.failure, message: '' });
        expect(switchesOf(trace)).toBe(fewestSwitches(engine, finding));
        compared++;
      });
    });
    await fc.assert(property, { seed: 20_100_517, numRuns: 150 });
    expect(compared).toBeGreaterThan(50);
  }, 60_000);

  const designs = [
    { design: '2.6.34', switches: 1, asFound: 2 },
    { design: '2.6.34+ref', switches: 1, asFound: 2 },
    { design: '2.6.35', switches: 3, asFound: 5 },
  ];
  it.each(designs)(
    'of the race of $design has $switches switches, not $asFound, and replays to it',
    async ({ design, switches, asFound }) => {
      const program = buildProgram(lifetime, design);
      const { trace } = await checked(lifetime, design);
      expect(switchesOf(trace!)).toBe(switches);
      const { findings } = await explore(program, {
        sought: { by: trace!.failure!.property ?? trace!.failure!.check },
      });
      const { states, failure } = findings.find((f) => f.failure.check === trace!.failure!.check)!;
      expect(switchesOf(recordFinding(new ReferenceEngine(program), { states, failure }))).toBe(asFound);
      const replayed = replay(program, { start: trace!.start, turns: trace!.steps });
      expect(markUnavoidable(compile(program), replayed.trace)).toEqual(trace);
      expect(replayed.left).toBe(0);
    },
  );

  it('leaves no thread in that plays no part', async () => {
    const { trace } = await checked(lifetime, '2.6.34+ref');
    expect(new Set(trace!.steps.map(({ thread }) => thread))).toEqual(new Set([0, 1]));
    for (const removed of [0, 1]) {
      const turns = trace!.steps.filter(({ thread }) => thread !== removed);
      const without = replay(buildProgram(lifetime, '2.6.34+ref'), { start: trace!.start, turns });
      expect(without.trace.failure).toBeUndefined();
    }
  });

  it('is always the same', async () => {
    const [one, other] = await Promise.all([check(lifetime, '2.6.35'), check(lifetime, '2.6.35')]);
    expect(one.trace).toEqual(other.trace);
  });

  it('is given up where too many states lie before the failure', async () => {
    const program = buildProgram(lifetime, '2.6.34+ref');
    const { findings } = await explore(program, { sought: { by: 'slab-use-after-free' } });
    expect(normalForms(compile(program), findings, 100)).toEqual(findings.map(() => undefined));
    expect(normalForms(compile(program), findings, 10_000).every((normal) => normal !== undefined)).toBe(
      true,
    );
    const whole = normalForms(compile(program), findings);
    for (let most = 1500; most < 3000; most += 60) {
      normalForms(compile(program), findings, most).forEach((normal, i) => {
        if (normal !== undefined) expect(normal).toEqual(whole[i]);
      });
    }
  });

  it('is not looked for where the failure is a lock order, and the trace says so', async () => {
    const { trace, violation } = await check(crossing, 'base');
    expect(violation?.check).toBe('lock-order');
    expect(trace?.asFound).toBe('a lock order is judged by everything that the search saw before');
    expect(violationText(trace!, { scenario: crossing, target: 'test/crossing' })).toContain(
      'the order of the steps is as found: a lock order is judged by everything\n',
    );
    expect((await checked(lifetime, '2.6.34')).trace).not.toHaveProperty('asFound');
  });
});

/** The fewest switches of all ways of the finding's length to the same failure: every way is tried. */
function fewestSwitches(engine: ReferenceEngine, { failure: wanted, states }: Finding): number {
  const { program } = engine;
  const known = new Map<string, number>();
  const rest = (state: State, last: number | undefined, left: number): number => {
    const key = JSON.stringify([state, last, left]);
    const found = known.get(key) ?? restOf(state, last, left);
    known.set(key, found);
    return found;
  };
  const restOf = (state: State, last: number | undefined, left: number): number => {
    const failing = new CheckedSteps(engine).wrong(state);
    if (failing !== undefined) return left === 0 && isSame(program, failing, wanted) ? 0 : Infinity;
    const ways = engine.enabled(state).map((step) => {
      const next = new CheckedSteps(engine, false).step(state, step);
      const thread = step.thread.index;
      const cost = last === undefined || last === thread ? 0 : 1;
      if ('check' in next) return left === 0 && isSame(program, next, wanted) ? cost : Infinity;
      return left === 0 ? Infinity : cost + rest(next, thread, left - 1);
    });
    return Math.min(Infinity, ...ways);
  };
  return Math.min(
    ...[...engine.initial().values()].map((state) => rest(state, undefined, states.length - 1)),
  );
}

function isSame({ steps }: Program, one: Failure, other: Failure): boolean {
  const name = (failure: Failure): string => {
    const failing = failingStep(failure);
    const { thread, label } = failing === undefined ? {} : steps[failing]!;
    return [failure.check, failure.property, thread?.index, label?.index].join();
  };
  return apart(one).some((each) => name(each) === name(other));
}
