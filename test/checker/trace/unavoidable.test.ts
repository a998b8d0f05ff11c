import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { lockedOut } from '../../../checker/meaning/lockedOut.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { orderChecks } from '../../../checker/program/lockJudge.ts';
import { buildProgram, type Program } from '../../../checker/program/program.ts';
import { PropertyChecks } from '../../../checker/program/propertyChecks.ts';
import type { State } from '../../../checker/program/state.ts';
import { CheckedSteps } from '../../../checker/reference/checkedSteps.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { recordFinding } from '../../../checker/trace/recorder.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { parseSchedule } from '../../../checker/trace/schedule.ts';
import type { Trace } from '../../../checker/trace/trace.ts';
import { markUnavoidable } from '../../../checker/trace/unavoidable.ts';
import { walkTrace } from '../../../checker/trace/walk.ts';
import {
  always,
  atTheEnd,
  bool,
  design,
  machine,
  scenario,
  tasks,
  thread,
  unless,
  violated,
  wait,
} from '../../../model/language/index.ts';
import {
  BUG_ON,
  kernelChecks,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { checked } from '../../helpers/checked.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { randomMachine } from '../../helpers/randomMachine.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({ gone: bool(), a: bool(), b: bool() });
type Mm = typeof mm.state;

const remove = (s: Mm) => {
  s.gone = true;
};
const nothing = () => {};
const threads = (...listings: object[]) => threadsOf(mm, {}, ...listings);
const ended = atTheEnd('it is there', (s: Mm) => !s.gone);

/** The trace of a schedule, which must fail, and what is said of it. */
function marked(program: Program, schedule: string, maxStates?: number): Trace {
  const { trace, left } = replay(program, parseSchedule(schedule));
  expect(trace.failure).toBeDefined();
  expect(left).toBe(0);
  return markUnavoidable(compile(program), trace, { maxStates });
}

describe('the step after which a failure cannot be avoided', () => {
  const look = unless((s: Mm) => !s.gone, 'out');
  const use = (s: Mm) => BUG_ON(s.gone, 'gone');

  it('is the one that takes away what another thread has found', () => {
    // Behind the look alone the use may still come before the removal; behind both there is nothing but the use.
    const program = programOf(mm, threads({ look, use, out: nothing }, { remove }));
    expect(marked(program, '0,1,0').unavoidableAfter).toBe(2);
  });

  it('is the last one where another thread could still have saved it', () => {
    // The thread that puts it back could run until the use fails.
    const back = wait(
      (s: Mm) => s.gone,
      (s: Mm) => {
        s.gone = false;
      },
    );
    const program = programOf(mm, threads({ look, use, out: nothing }, { remove, back }));
    expect(marked(program, '0,1,0').unavoidableAfter).toBe(3);
  });

  it('lies long before a deadlock that two locks in two orders lead to', () => {
    const take = (name: 'a' | 'b') =>
      wait(
        (s: Mm) => !s[name],
        (s: Mm) => {
          s[name] = true;
        },
      );
    // Who has one of them when the other is taken cannot get it any more: nobody gives back before having both.
    const both = (one: 'a' | 'b', other: 'a' | 'b') => ({
      one: take(one),
      think: nothing,
      other: take(other),
      give: (s: Mm) => {
        s.a = false;
        s.b = false;
      },
    });
    const program = programOf(mm, threads(both('a', 'b'), both('b', 'a')));
    expect(marked(program, '0*2,1*2').unavoidableAfter).toBe(3);
    expect(marked(program, '0,1,0,1').unavoidableAfter).toBe(2);
  });

  it('is the one that breaks the end, if nobody mends it', () => {
    const program = programOf(mm, threads({ remove, more: nothing, last: nothing }), { properties: [ended] });
    expect(marked(program, '0*3').unavoidableAfter).toBe(0);
    const other = { look: unless((s: Mm) => !s.a, 'out'), remove, out: nothing };
    const choice = programOf(
      mm,
      threads(other, {
        a: (s: Mm) => {
          s.a = true;
        },
      }),
      { properties: [ended] },
    );
    // The look decides: had the other thread gone first, nothing would have been removed.
    expect(marked(choice, '0*3,1').unavoidableAfter).toBe(1);
  });

  it('takes a thread that need not begin for one that may, and an end without it for an end', () => {
    const [breaks, mends] = Object.values(
      threads(
        { remove, more: nothing },
        {
          mend: (s: Mm) => {
            s.gone = false;
          },
        },
      ),
    );
    const both = { breaks: breaks!, mends: { ...mends!, optional: true } };
    // Without it the end is wrong; with it, right up to the last step, all can end well.
    expect(marked(programOf(mm, both, { properties: [ended] }), '0*2').unavoidableAfter).toBe(2);
    // Of two wrong things it mends one; an end in which it has not begun would be right, but the run is past that.
    const gone = always('a means gone', (s: Mm) => !s.a || s.gone);
    const early = programOf(mm, both, {
      properties: [gone],
      initial: (s) => Object.assign(s, { a: true, gone: true }),
    });
    expect(marked(early, '1').unavoidableAfter).toBe(1);
  });

  it('does not come while a thread may go round for ever', () => {
    const loop = { again: unless((s: Mm) => s.gone, 'again'), use };
    const program = programOf(mm, threads(loop, { remove }));
    // Nobody must ever let the other thread remove it.
    expect(marked(program, '1,0*2').unavoidableAfter).toBe(1);
    expect(marked(program, '0*2,1,0*2').unavoidableAfter).toBe(3);
  });

  it('counts every failure, not only the one of the trace', () => {
    const program = programOf(
      mm,
      threads(
        { remove, use: unless((s: Mm) => s.a, 'bad'), good: use, bad: () => BUG_ON(true, 'always') },
        {
          set: (s: Mm) => {
            s.a = true;
          },
        },
      ),
    );
    expect(marked(program, '0*3').unavoidableAfter).toBe(0);
    expect(marked(program, '1,0*3').unavoidableAfter).toBe(0);
  });

  it('is not guessed where too much lies behind the trace, or where the failure is a lock order', async () => {
    const program = programOf(mm, threads({ look, use, out: nothing }, { remove }));
    const cut = marked(program, '0,1,0', 0);
    expect(cut).not.toHaveProperty('unavoidableAfter');
    const { trace } = await checked(lifetime, '2.6.35');
    expect(trace?.unavoidableAfter).toBeLessThan(trace!.steps.length);
    const given = markUnavoidable(compile(buildProgram(lifetime, '2.6.35')), trace!, { maxStates: 100 });
    expect(given).not.toHaveProperty('unavoidableAfter');
    expect(given.unavoidableUnknown).toBe('more than 100 states lie behind it');
    const order = { ...trace!, failure: { ...trace!.failure!, check: 'lock-order' } };
    expect(markUnavoidable(compile(program), order).unavoidableUnknown).toBe(
      'a lock order is judged by all runs together',
    );
  });

  it('may lie behind a step that closes a cycle of locks', async () => {
    const two = machine({ a: spinlock(), b: spinlock(), task: tasks(taskFields()) }, kernelChecks);
    type Two = typeof two.state;
    const [a, b] = [(s: Two) => s.a, (s: Two) => s.b];
    const listing = {
      ...{ lock_a: spin_lock(a), then_b: spin_lock(b), unlock_b: spin_unlock(b), unlock_a: spin_unlock(a) },
      ...{ lock_b: spin_lock(b), then_a: spin_lock(a), bug: () => BUG_ON(true, 'it is too late') },
    };
    const made = scenario('test/two-orders', {
      summary: 'one thread takes two locks in both orders',
      machine: two,
      threads: { only: thread(two.fn('f', 'mm/example.c', {}, {}, listing as never), {}) },
      designs: { base: design([], violated('BUG_ON')) },
    });
    const { asExpected, trace, also } = await check(made, 'base');
    expect([asExpected, trace?.failure?.check, trace?.steps.length]).toEqual([true, 'BUG_ON', 7]);
    expect(also.map(({ violation }) => violation.check)).toEqual(['lock-order']);
    expect(trace?.unavoidableAfter).toBe(0);
  });

  it('is said of no trace without a failure', () => {
    const program = programOf(mm, threads({ remove }));
    const { trace } = replay(program, parseSchedule('0'));
    expect(markUnavoidable(compile(program), trace)).toEqual(trace);
  });

  it('is what a plain look at all states behind the trace says, in random machines', async () => {
    const seen = { first: 0, between: 0, last: 0 };
    const property = fc.asyncProperty(randomMachine, async ({ scenario }) => {
      const program = buildProgram(scenario, 'base');
      const { findings, stopped } = await explore(program, {
        sought: 'none',
        limits: { maxStates: 300 },
      });
      if (stopped !== undefined) return;
      const engine = new ReferenceEngine(program);
      const wellOff = statesThatMayEndWell(engine);
      for (const { failure, states } of findings) {
        if (orderChecks.includes(failure.check)) continue;
        const trace = recordFinding(engine, { states, failure });
        const { unavoidableAfter } = markUnavoidable(compile(program), trace);
        const lost = walkTrace(program, trace).states.findIndex(
          (state) => !wellOff.has(JSON.stringify(state)),
        );
        expect(unavoidableAfter).toBe(lost < 0 ? trace.steps.length : lost);
        seen[lost === 0 ? 'first' : unavoidableAfter === trace.steps.length ? 'last' : 'between']++;
      }
    });
    await fc.assert(property, { seed: 20_110_113, numRuns: inject('long') ? 2000 : 150 });
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(3);
  });
});

/**
 * All states, on the reference engine, less those that have no way on, over and over: what is left goes on for ever or
 * ends well. Keys are states as JSON.
 */
function statesThatMayEndWell(engine: ReferenceEngine): Set<string> {
  const properties = new PropertyChecks(engine.program);
  const ways = new Map<string, readonly string[]>();
  const open: State[] = [...engine.initial().values()];
  const good = new Set<string>();
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const key = JSON.stringify(state);
    if (ways.has(key)) continue;
    ways.set(key, []);
    const views = engine.threadViews(state);
    const out = () => lockedOut(engine.program, state!);
    if (properties.state(state.shared, views, new Set(), () => false, out) !== undefined) continue;
    const isOver = views.every(({ settled }) => settled) || engine.enabled(state).length === 0;
    if (isOver && properties.terminal(state.shared, views, new Set(), out) === undefined) good.add(key);
    const next = engine
      .enabled(state)
      .map((step) => new CheckedSteps(engine, false).step(state, step))
      .filter((after) => 'threads' in after);
    open.push(...next);
    ways.set(
      key,
      next.map((one) => JSON.stringify(one)),
    );
  }
  const left = new Set(ways.keys());
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    for (const key of left)
      if (!good.has(key) && !ways.get(key)!.some((next) => left.has(next))) left.delete(key);
  }
  return left;
}
