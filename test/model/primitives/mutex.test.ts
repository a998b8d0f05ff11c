import { describe, expect, it } from 'vitest';
import { always, count, machine, tasks, thread, unless, wait, when } from '../../../model/language/index.ts';
import {
  mutex,
  mutex_is_locked,
  mutex_lock,
  mutex_trylock,
  mutex_unlock,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  mutex: mutex(),
  lock: spinlock(),
  inside: count(2),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;
const lock_of = (s: Mm) => s.mutex;
const lock = (s: Mm) => s.lock;
const enter = (s: Mm) => {
  s.inside++;
};
const leave = (s: Mm) => {
  s.inside--;
};
const alone = always<Mm>('one task is inside', ({ inside }) => inside <= 1);

const locked = { mutex_lock: mutex_lock(lock_of), enter, leave, unlock: mutex_unlock(lock_of) };
const tried = { ...locked, mutex_lock: unless(mutex_trylock(lock_of), 'return') };
const unlock = mutex_unlock(lock_of);

const programFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), { properties: [alone] });

describe('a mutex', () => {
  it('lets one task in at a time', async () => {
    expect(await nearest(programFor(locked, locked, tried))).toBeUndefined();
  });

  it('excludes nobody who does not take it', async () => {
    // In and inside; inside.
    expect(await nearest(programFor(locked, { enter, leave }))).toMatchObject({ check: 'always', steps: 3 });
  });

  it('is slept for, with preemption as it was', () => {
    const walk = new Walk(programFor(locked, locked)).step('cpu0');
    expect([walk.choices('cpu0'), walk.choices('cpu1')]).toEqual([1, 0]);
    expect(walk.state.shared.mutex).toEqual({ owner: 0 });
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 0 }]);
    walk.run('cpu0');
    expect(walk.choices('cpu1')).toBe(1);
    expect(mutex_lock(lock_of).form).toBe('wait');
  });

  it('must not be slept for with a spinlock held', async () => {
    const listing = { spin_lock: spin_lock(lock), ...locked, spin_unlock: spin_unlock(lock) };
    expect(await nearest(programFor(listing))).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: mutex_lock with preemption disabled',
      steps: 2,
    });
    const trying = {
      spin_lock: spin_lock(lock),
      t: unless(mutex_trylock(lock_of), 'out'),
      unlock,
      out: spin_unlock(lock),
    };
    expect(await nearest(programFor(trying, locked))).toBeUndefined();
  });

  it('is given up by each who takes it', async () => {
    expect(await nearest(programFor({ mutex_lock: mutex_lock(lock_of) }))).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with mutex held',
      steps: 1,
    });
  });
});

describe('mutex_trylock', () => {
  it('says whether the mutex was free', () => {
    const walk = new Walk(programFor(tried, tried)).step('cpu1', 'cpu0');
    expect([walk.at('cpu0'), walk.at('cpu1')]).toEqual(['end', 'enter']);
  });

  it('fails in the task that holds the mutex', () => {
    const again = { ...locked, enter: unless(mutex_trylock(lock_of), 'unlock') };
    expect(new Walk(programFor(again)).run('cpu0')).toEqual(['mutex_lock', 'enter', 'unlock']);
  });
});

describe('mutex_is_locked', () => {
  it('says whether anybody holds it, and keeps nobody from taking it', async () => {
    const looking = { look: when(mutex_is_locked(lock_of), 'return'), enter, leave };
    const walk = new Walk(programFor(locked, looking)).step('cpu0', 'cpu1');
    expect(walk.at('cpu1')).toBe('end');
    // Not locked; locked and inside; inside.
    expect(await nearest(programFor(locked, looking))).toMatchObject({ check: 'always', steps: 4 });
  });
});

describe('CONFIG_DEBUG_MUTEXES', () => {
  const owner = 'DEBUG_LOCKS_WARN_ON(lock->owner != current): the mutex is';

  it('reports who unlocks what nobody holds', async () => {
    const message = `${owner} not held`;
    expect(await nearest(programFor({ unlock }))).toMatchObject({ check: 'lockdep', message, steps: 1 });
    const twice = { ...locked, again: unlock };
    expect(await nearest(programFor(twice))).toMatchObject({ check: 'lockdep', message, steps: 5 });
  });

  it('reports who unlocks what another task holds', async () => {
    const thief = { wait: wait((s: Mm) => s.mutex.owner === 0), unlock };
    expect(await nearest(programFor(locked, thief))).toEqual({
      check: 'lockdep',
      message: `${owner} held by another task`,
      steps: 3,
      at: 'cpu1 unlock',
    });
  });

  it('reports recursion', async () => {
    const twice = { first: mutex_lock(lock_of), second: mutex_lock(lock_of) };
    expect(await nearest(programFor(twice))).toEqual({
      check: 'lockdep',
      message: 'possible recursive locking: the task already holds this mutex',
      steps: 2,
      at: 'cpu0 second',
    });
  });

  it.each([
    ['mutex_trylock', { here: unless(mutex_trylock(lock_of), 'return'), unlock }],
    ['mutex_unlock', { here: unlock }],
  ])('reports a handler: %s', async (name, listing) => {
    const irq = mm.fn('irq', 'an example', {}, {}, listing as never);
    const started = {
      irq: thread(irq, {}, { context: 'interrupt', cpu: 0 }),
      ...threadsOf(mm, {}, { nothing: () => {} }),
    };
    expect(await nearest(programOf(mm, started))).toMatchObject({
      check: 'lockdep',
      message: `DEBUG_LOCKS_WARN_ON(in_interrupt()): ${name} in an interrupt or softirq`,
      steps: 1,
    });
  });
});

describe('both engines and the oracle', () => {
  it('agree on mutexes', async () => {
    await agreeOn(
      mm,
      threadsOf(mm, {}, locked, tried, { look: when(mutex_is_locked(lock_of), 'return'), enter }),
    );
  });
});
