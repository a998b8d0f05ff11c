import { describe, expect, it } from 'vitest';
import {
  always,
  atTheEnd,
  count,
  goto,
  machine,
  type Property,
  type Ptr,
  pointer,
  tasks,
  unless,
} from '../../../model/language/index.ts';
import {
  allocate,
  atomic_add_unless,
  atomic_dec,
  atomic_dec_and_test,
  atomic_inc,
  atomic_inc_not_zero,
  kernelChecks,
  kmem_cache_free,
  slab,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  unless_dec_and_lock,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    obj: slab(1, { refs: count(3) }),
    hash: pointer('obj'),
    lock: spinlock(),
    freed: count(2),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
const obj_of = (s: Mm) => s.obj[0]!;
const lock = (s: Mm) => s.lock;

const inc = atomic_inc(obj_of, 'refs');
const inc_not_zero = atomic_inc_not_zero(obj_of, 'refs');
const dec_and_test = atomic_dec_and_test(obj_of, 'refs');
const put = unless_dec_and_lock(obj_of, 'refs', lock, 'return');
const freed = (s: Mm) => {
  s.freed++;
};
const last = () => {};

const once = always<Mm>('it is freed once', (s) => s.freed <= 1);
const programFor = (count: number, listings: readonly object[], ...properties: Property<Mm>[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), {
    initial: (s) => {
      allocate(s.obj[0]!);
      s.obj[0]!.refs = count;
      s.hash = 0 as Ptr<'obj'>;
    },
    properties: [once, ...properties],
  });
const refs = (walk: Walk) => (walk.state.shared.obj as { refs: number }[])[0]!.refs;

describe('atomic_inc', () => {
  it('counts up, as far as the bound', async () => {
    expect(refs(new Walk(programFor(1, [{ inc }])).step('cpu0'))).toBe(2);
    expect(await nearest(programFor(2, [{ first: inc, second: inc }]))).toMatchObject({
      check: 'domain',
      message: 'obj[0].refs: 4 is outside its domain 0..3',
      steps: 2,
    });
  });
});

describe('atomic_inc_not_zero', () => {
  const get = { get: unless(inc_not_zero, 'return'), got: last };

  it.each([
    [0, 0, 'end'],
    [1, 2, 'got'],
    [2, 3, 'got'],
  ])('makes of %d %d, and goes on at %s', (before, after, label) => {
    const walk = new Walk(programFor(before, [get])).step('cpu0');
    expect([refs(walk), walk.at('cpu0')]).toEqual([after, label]);
  });
});

describe('atomic_add_unless', () => {
  it.each([
    [0, 2, 0, 0, 'end'],
    [1, 2, 0, 3, 'got'],
    [1, -1, 1, 1, 'end'],
    [2, -1, 1, 1, 'got'],
  ])('makes of %d, with %d unless it is %d, %d, and goes on at %s', (before, n, not, after, label) => {
    const add = { add: unless(atomic_add_unless(obj_of, 'refs', n, not), 'return'), got: last };
    const walk = new Walk(programFor(before, [add])).step('cpu0');
    expect([refs(walk), walk.at('cpu0')]).toEqual([after, label]);
  });

  it('is one step: with the test alone two threads go below one', async () => {
    const end = atTheEnd<Mm>('one is left', (s) => s.obj[0]!.refs === 1);
    const dec = { dec: unless(atomic_add_unless(obj_of, 'refs', -1, 1), 'return'), got: last };
    expect(await nearest(programFor(2, [dec, dec], end))).toBeUndefined();
    const apart = {
      test: unless((s: Mm) => s.obj[0]!.refs !== 1, 'return'),
      dec: atomic_dec(obj_of, 'refs'),
    };
    // Two tests, two decrements.
    expect(await nearest(programFor(2, [apart, apart], end))).toMatchObject({ check: 'atTheEnd', steps: 4 });
  });
});

describe('atomic_dec_and_test', () => {
  const last_put = { put: unless(dec_and_test, 'return'), freed };

  it.each([
    [1, 0, 'freed'],
    [2, 1, 'end'],
  ])('makes of %d %d, and goes on at %s', (before, after, label) => {
    const walk = new Walk(programFor(before, [last_put])).step('cpu0');
    expect([refs(walk), walk.at('cpu0')]).toEqual([after, label]);
  });

  it('is true for one of those that drop the last references', async () => {
    const end = atTheEnd<Mm>('it is freed', (s) => s.freed === 1);
    expect(await nearest(programFor(2, [last_put, last_put], end))).toBeUndefined();
    expect(await nearest(programFor(3, [last_put, last_put], end))).toMatchObject({
      check: 'atTheEnd',
      steps: 2,
    });
  });

  it('is one step: the test alone comes too late', async () => {
    const dec = (s: Mm) => {
      s.obj[0]!.refs--;
    };
    const test = (s: Mm) => s.obj[0]!.refs === 0;
    const two_steps = { dec, test: unless(test, 'return'), freed };
    const message = '"it is freed once" is false in this state';
    expect(await nearest(programFor(2, [two_steps, two_steps]))).toEqual({
      check: 'always',
      message,
      steps: 6,
    });
  });

  it('violates the domain below zero', async () => {
    const message = 'obj[0].refs: -1 is outside its domain 0..3';
    expect(await nearest(programFor(1, [last_put, { put: dec_and_test }]))).toMatchObject({
      message,
      steps: 2,
    });
  });
});

describe('unless_dec_and_lock', () => {
  const last_put = { put, freed, spin_unlock: spin_unlock(lock) };
  const holder = { spin_lock: spin_lock(lock), hold: last, spin_unlock: spin_unlock(lock) };

  it('holds the lock exactly where the counter came down to zero', async () => {
    const walk = new Walk(programFor(2, [last_put, last_put])).step('cpu1');
    expect([refs(walk), walk.at('cpu1'), walk.state.shared.lock]).toEqual([1, 'end', { owner: null }]);
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 0 }]);
    walk.step('cpu0');
    expect([refs(walk), walk.at('cpu0'), walk.state.shared.lock]).toEqual([0, 'freed', { owner: 0 }]);
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 1 }, { preempt_count: 0 }]);
    const above = always<Mm>('at 0', (s) => s.lock.owner === null || s.obj[0]!.refs === 0);
    expect(await nearest(programFor(3, [last_put, last_put, last_put], above))).toBeUndefined();
  });

  it('spins only where it would need the lock', () => {
    const choices = (count: number) => {
      const walk = new Walk(programFor(count, [last_put, holder])).step('cpu1');
      return [walk.choices('cpu0'), walk.step('cpu1', 'cpu1').choices('cpu0')];
    };
    expect(choices(1)).toEqual([0, 1]);
    expect(choices(2)).toEqual([1, 1]);
    expect(put.form).toBe('spin');
  });

  it('violates the domain below zero', async () => {
    const message = 'obj[0].refs: -1 is outside its domain 0..3';
    expect(await nearest(programFor(0, [last_put]))).toMatchObject({ check: 'domain', message, steps: 1 });
  });

  it('is reported in a task that has the lock, where it would need it', async () => {
    const inside = { spin_lock: spin_lock(lock), put, freed, spin_unlock: spin_unlock(lock) };
    expect(await nearest(programFor(1, [inside]))).toEqual({
      check: 'lockdep',
      message: 'possible recursive locking: the task already holds this spinlock',
      steps: 2,
      at: 'cpu0 put',
    });
    const outer = { ...inside, put: unless_dec_and_lock(obj_of, 'refs', lock, 'spin_unlock') };
    expect(await nearest(programFor(2, [outer]))).toBeUndefined();
  });

  it('lets nobody find the object between the count and the lock', async () => {
    const found = (s: Mm) => s.hash !== null;
    const user = {
      spin_lock: spin_lock(lock),
      find: unless(found, 'unlock_and_return'),
      get: inc,
      spin_unlock: spin_unlock(lock),
      use: goto('return', inc),
      unlock_and_return: spin_unlock(lock),
    };
    const unhash = (s: Mm) => {
      s.hash = null;
    };
    const free = (s: Mm) => kmem_cache_free(s.obj[0]!, s);
    const dropped = { unhash, spin_unlock: spin_unlock(lock), free };
    expect(await nearest(programFor(1, [user, { put, ...dropped }]))).toBeUndefined();
    const split = { put: unless(dec_and_test, 'return'), spin_lock: spin_lock(lock), ...dropped };
    expect(await nearest(programFor(1, [user, split]))).toEqual({
      check: 'slab-use-after-free',
      message: 'obj[0] is touched after it was freed',
      steps: 10,
      at: 'cpu0 use',
    });
  });
});
