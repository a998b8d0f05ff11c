import { describe, expect, it } from 'vitest';
import { always, count, machine, tasks, unless, wait } from '../../../model/language/index.ts';
import {
  spin_lock,
  spin_trylock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const shape = { lock: spinlock(), other: spinlock(), inside: count(2), task: tasks(taskFields()) };
const mm = machine(shape);
type Mm = typeof mm.state;
const lock = (s: Mm) => s.lock;
const other = (s: Mm) => s.other;

const enter = (s: Mm) => {
  s.inside++;
};
const leave = (s: Mm) => {
  s.inside--;
};
const is_held = (s: Mm) => s.lock.owner !== null;
const alone = always<Mm>('one task is inside', (s) => s.inside <= 1);

const programFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), { properties: [alone] });

const locked = { spin_lock: spin_lock(lock), enter, leave, spin_unlock: spin_unlock(lock) };
const tried = { trylock: unless(spin_trylock(lock), 'return'), enter, leave, spin_unlock: spin_unlock(lock) };
const unlocked = { enter, leave };

describe('a spinlock', () => {
  it('lets one task in at a time', async () => {
    expect(await nearest(programFor(locked, locked, locked))).toBeUndefined();
    expect(await nearest(programFor(locked, tried, tried))).toBeUndefined();
  });

  it('excludes nobody who does not take it', async () => {
    expect(await nearest(programFor(unlocked, unlocked))).toMatchObject({ check: 'always', steps: 2 });
    expect(await nearest(programFor(locked, unlocked))).toMatchObject({ check: 'always', steps: 3 });
  });

  it('excludes nobody who takes another', async () => {
    const elsewhere = { spin_lock: spin_lock(other), enter, leave, spin_unlock: spin_unlock(other) };
    expect(await nearest(programFor(locked, elsewhere))).toMatchObject({ check: 'always', steps: 4 });
  });

  it('is spun for by who finds it taken, and by nobody else', () => {
    const walk = new Walk(programFor(locked, locked)).step('cpu0');
    expect([walk.choices('cpu0'), walk.choices('cpu1')]).toEqual([1, 0]);
    walk.step('cpu0', 'cpu0', 'cpu0');
    expect(walk.choices('cpu1')).toBe(1);
    expect(spin_lock(lock).form).toBe('spin');
  });

  it('knows its owner, and disables preemption for it', () => {
    const walk = new Walk(programFor(unlocked, locked)).step('cpu1');
    expect(walk.state.shared.lock).toEqual({ owner: 1 });
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 1 }]);
    walk.run('cpu1');
    expect(walk.state.shared.lock).toEqual({ owner: null });
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 0 }]);
  });
});

describe('spin_trylock', () => {
  it('takes the lock where it is free, and says whether it was', () => {
    const walk = new Walk(programFor(tried, tried)).step('cpu0', 'cpu1');
    expect([walk.at('cpu0'), walk.at('cpu1')]).toEqual(['enter', 'end']);
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 1 }, { preempt_count: 0 }]);
  });

  it('fails without complaint in the task that has the lock', () => {
    const again = {
      spin_lock: spin_lock(lock),
      trylock: unless(spin_trylock(lock), 'spin_unlock'),
      got_it: () => {},
      spin_unlock: spin_unlock(lock),
    };
    expect(new Walk(programFor(again)).run('cpu0')).toEqual(['spin_lock', 'trylock', 'spin_unlock']);
  });
});

describe('lockdep', () => {
  it('reports the unlock of a spinlock that is not held', async () => {
    expect(await nearest(programFor({ spin_unlock: spin_unlock(lock) }))).toEqual({
      check: 'lockdep',
      message: 'bad unlock balance: the spinlock is not held',
      steps: 1,
      at: 'cpu0 spin_unlock',
    });
    const twice = { ...locked, again: spin_unlock(lock) };
    expect(await nearest(programFor(twice))).toMatchObject({ check: 'lockdep', steps: 5, at: 'cpu0 again' });
  });

  it('reports the unlock of a spinlock that another task holds', async () => {
    const thief = { wait: wait(is_held), spin_unlock: spin_unlock(lock) };
    expect(await nearest(programFor(locked, thief))).toEqual({
      check: 'lockdep',
      message: 'bad unlock balance: the spinlock is held by another task',
      steps: 3,
      at: 'cpu1 spin_unlock',
    });
  });

  it('reports a task that takes what it has', async () => {
    const twice = { first: spin_lock(lock), second: spin_lock(lock) };
    expect(await nearest(programFor(twice))).toEqual({
      check: 'lockdep',
      message: 'possible recursive locking: the task already holds this spinlock',
      steps: 2,
      at: 'cpu0 second',
    });
  });

  it('has nothing against two locks, one inside the other', async () => {
    const nested = {
      outer: spin_lock(lock),
      inner: spin_lock(other),
      inner_unlock: spin_unlock(other),
      outer_unlock: spin_unlock(lock),
    };
    expect(await nearest(programFor(nested, nested))).toBeUndefined();
    const walk = new Walk(programFor(nested)).step('cpu0', 'cpu0');
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 2 }]);
  });

  it('reports a task that returns with the lock', async () => {
    expect(await nearest(programFor({ spin_lock: spin_lock(lock) }))).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with lock held',
      steps: 1,
    });
  });
});

describe('the bound of taskFields', () => {
  it('is how many spinlocks a task holds at once', async () => {
    const narrow = machine({ ...shape, task: tasks(taskFields(1)) });
    const threads = threadsOf(narrow, {}, { first: spin_lock(lock), second: spin_lock(other) });
    expect(await nearest(programOf(narrow, threads))).toMatchObject({
      check: 'domain',
      message: 'task[0].preempt_count: 2 is outside its domain 0..1',
      steps: 2,
    });
  });
});
