import { describe, expect, it } from 'vitest';
import { bool, machine, sometimes, spin, tasks, thread } from '../../../model/language/index.ts';
import {
  CONFIG_PREEMPT,
  cond_resched,
  preempt_disable,
  preempt_enable,
  rcu_read_lock,
  rcu_read_unlock,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ lock: spinlock(), set: bool(), task: tasks(taskFields()) });
type Mm = typeof mm.state;
const lock = (s: Mm) => s.lock;
const nothing = () => {};
const fn = (name: string, listing: object) => mm.fn(name, 'mm/example.c', {}, {}, listing as never);
const one = (listing: object) => programOf(mm, { a: thread(fn('f', listing), {}) });

/** Thread a with the listing, and thread b with one label, on one CPU. */
const beside = (listing: object, preemption?: typeof CONFIG_PREEMPT) => {
  const threads = {
    a: thread(fn('f', listing), {}, { cpu: 0 }),
    b: thread(fn('g', { nothing }), {}, { cpu: 0 }),
  };
  return programOf(mm, threads, preemption === undefined ? {} : { preemption });
};

describe('preempt_disable', () => {
  it('nests, and is undone by as many preempt_enable', () => {
    const listing = { preempt_disable, again: preempt_disable, preempt_enable, last: preempt_enable };
    const walk = new Walk(one(listing)).step('a', 'a');
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 2 }]);
    expect(walk.step('a', 'a').state.shared.task).toMatchObject([{ preempt_count: 0 }]);
  });

  it('is not left behind when the thread ends', async () => {
    expect(await nearest(one({ preempt_disable }))).toMatchObject({ check: 'held-at-exit', steps: 1 });
  });

  it('is undone no more often than it is done', async () => {
    expect(await nearest(one({ preempt_disable, preempt_enable, once_more: preempt_enable }))).toEqual({
      check: 'lockdep',
      message: 'bad unlock balance: preemption is not disabled',
      steps: 3,
      at: 'a once_more',
    });
  });
});

describe('CONFIG_PREEMPT', () => {
  const sections = [
    ['preempt_disable', preempt_disable, preempt_enable],
    ['spin_lock', spin_lock(lock), spin_unlock(lock)],
    ['rcu_read_lock', rcu_read_lock, rcu_read_unlock],
  ] as const;

  it.each(sections)('preempts in front of %s and behind it, but not inside', (_, begin, end) => {
    const walk = new Walk(
      beside({ first: nothing, begin, inside: nothing, finish: end, last: nothing }, CONFIG_PREEMPT),
    );
    const free = [];
    for (; walk.at('a') !== 'end'; walk.step('a')) if (walk.choices('b') > 0) free.push(walk.at('a'));
    expect(free).toEqual(['first', 'begin', 'last']);
  });

  it('left out, a thread that goes on is not replaced at all', () => {
    const walk = new Walk(beside({ first: nothing, second: nothing }));
    expect(walk.choices('b')).toBe(1);
    expect(walk.step('a').choices('b')).toBe(0);
    expect(walk.step('a').choices('b')).toBe(1);
  });

  it('saves who spins for what another thread of the CPU does', async () => {
    const threads = {
      spins: thread(fn('f', { begin: nothing, spin: spin((s: Mm) => s.set) }), {}, { cpu: 0 }),
      sets: thread(
        fn('g', {
          set: (s: Mm) => {
            s.set = true;
          },
        }),
        {},
        { cpu: 0 },
      ),
    };
    const properties = [sometimes<Mm>('it is set', (s) => s.set)];
    expect(await nearest(programOf(mm, threads, { properties, preemption: CONFIG_PREEMPT }))).toBeUndefined();
    expect(await nearest(programOf(mm, threads, { properties }))).toEqual({
      check: 'deadlock',
      message: 'no thread can go on: spins waits at spin, sets waits at set for its CPU, which spins keeps',
      steps: 1,
    });
  });
});

describe('cond_resched', () => {
  it('lets another thread of the CPU run first, or goes on', () => {
    const listing = { first: nothing, cond_resched, last: nothing };
    const walk = new Walk(beside(listing)).step('a');
    expect([walk.choices('a'), walk.choices('b')]).toEqual([1, 1]);
    expect(walk.step('a').choices('b')).toBe(0);
    expect(new Walk(beside(listing)).step('a', 'b', 'a', 'a').at('a')).toBe('end');
  });

  it.each([
    ['with preemption disabled', spin_lock(lock)],
    ['inside an RCU read-side critical section', rcu_read_lock],
  ])('must not be called %s', async (where, begin) => {
    expect(await nearest(one({ begin, cond_resched }))).toEqual({
      check: 'lockdep',
      message: `sleeping function called from invalid context: cond_resched ${where}`,
      steps: 2,
      at: 'a cond_resched',
    });
  });
});

describe('the number of a CPU', () => {
  it('finds the row of a table that is per CPU', () => {
    const perCpu = machine({ cpu: tasks({ count: bool() }), task: tasks(taskFields()) });
    type PerCpu = typeof perCpu.state;
    const count = perCpu.fn(
      'count',
      'mm/example.c',
      {},
      {},
      {
        count: (s: PerCpu, my) => {
          s.cpu[my.cpu]!.count = true;
        },
      },
    );
    const threads = {
      a: thread(count, {}, { cpu: 2 }),
      b: thread(count, {}),
      c: thread(count, {}, { cpu: 2 }),
    };
    const counts = (...steps: string[]) =>
      new Walk(programOf(perCpu, threads)).step(...steps).state.shared.cpu;
    expect(counts('a')).toEqual([{ count: false }, { count: false }, { count: true }]);
    expect(counts('b', 'c')).toEqual([{ count: true }, { count: false }, { count: true }]);
  });
});
