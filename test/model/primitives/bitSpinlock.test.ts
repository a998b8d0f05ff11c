import { describe, expect, it } from 'vitest';
import { always, count, machine, tasks, unless, wait, when } from '../../../model/language/index.ts';
import {
  bit_spin_lock,
  bit_spin_trylock,
  bit_spin_unlock,
  bitSpinlock,
  type Current,
  clear_bit_unlock,
  clobber,
  kernelChecks,
  lock_page,
  pageLock,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  test_and_set_bit_lock,
  unlock_page,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    pin: bitSpinlock(),
    lock: spinlock(),
    page: pageLock(),
    inside: count(2),
    turn: count(1),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
const pin = (s: Mm) => s.pin;
const lock = (s: Mm) => s.lock;
const page = (s: Mm) => s.page;

const enter = (s: Mm) => {
  s.inside++;
};
const leave = (s: Mm) => {
  s.inside--;
};
const store = (s: Mm, my: Current) => clobber(s.pin, my);
const alone = always<Mm>('one task is inside', (s) => s.inside <= 1);
const cleared_by_owner = always<Mm>(
  'a pin is cleared only by the task that set it',
  (s) => s.pin.bit || s.pin.owner === null,
);

const programFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), { properties: [alone] });
const watchedFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), { properties: [cleared_by_owner] });

const unpin = bit_spin_unlock(pin);
const pinned = { bit_spin_lock: bit_spin_lock(pin), enter, leave, unpin };
const tried = { trylock: unless(bit_spin_trylock(pin), 'return'), enter, leave, unpin };

describe('a bit spinlock', () => {
  it('lets one task in at a time', async () => {
    expect(await nearest(programFor(pinned, pinned, tried))).toBeUndefined();
  });

  it('excludes nobody who does not take it', async () => {
    expect(await nearest(programFor(pinned, { enter, leave }))).toMatchObject({ check: 'always', steps: 3 });
  });

  it('is spun for by who finds the bit set', () => {
    const walk = new Walk(programFor(pinned, pinned)).step('cpu0');
    expect([walk.choices('cpu0'), walk.choices('cpu1')]).toEqual([1, 0]);
    walk.run('cpu0');
    expect(walk.choices('cpu1')).toBe(1);
    expect(bit_spin_lock(pin).form).toBe('spin');
  });

  it('knows who set the bit, and disables preemption for it', () => {
    const walk = new Walk(programFor(pinned, pinned)).step('cpu1');
    expect(walk.state.shared.pin).toEqual({ bit: true, owner: 1 });
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 1 }]);
    walk.run('cpu1');
    expect(walk.state.shared.pin).toEqual({ bit: false, owner: null });
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 0 }]);
  });

  it('must not be slept under', async () => {
    const sleeper = { ...pinned, enter: lock_page(page), leave: unlock_page(page) };
    expect(await nearest(programFor(sleeper))).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: lock_page with preemption disabled',
      steps: 2,
    });
  });

  it('is spun for ever by the task that has set the bit: nobody watches but the deadlock check', async () => {
    const twice = { first: bit_spin_lock(pin), second: bit_spin_lock(pin), unpin };
    expect(await nearest(programFor(twice))).toMatchObject({ check: 'deadlock', steps: 1 });
  });

  it('may not be held by a task that returns', async () => {
    expect(await nearest(programFor({ pin: bit_spin_lock(pin) }))).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with pin held',
      steps: 1,
    });
  });
});

describe('bit_spin_trylock', () => {
  it('sets the bit where it is clear, and says whether it was', () => {
    const walk = new Walk(programFor(tried, tried)).step('cpu0', 'cpu1');
    expect([walk.at('cpu0'), walk.at('cpu1')]).toEqual(['enter', 'end']);
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 1 }, { preempt_count: 0 }]);
  });

  it('fails in the task that has set the bit', () => {
    const again = { ...pinned, enter: unless(bit_spin_trylock(pin), 'unpin') };
    expect(new Walk(programFor(again)).run('cpu0')).toEqual(['bit_spin_lock', 'enter', 'unpin']);
  });
});

describe('bit_spin_unlock', () => {
  it('is a BUG where the bit is clear', async () => {
    const failure = { check: 'BUG_ON', message: 'BUG_ON(!test_bit(bitnum, addr))', at: 'cpu0 unpin' };
    expect(await nearest(programFor({ unpin }))).toEqual({ ...failure, steps: 1 });
    const unpinned_by_store = { bit_spin_lock: bit_spin_lock(pin), store, unpin };
    expect(await nearest(programFor(unpinned_by_store))).toEqual({ ...failure, steps: 3 });
  });

  it('clears the bit of another task without complaint', () => {
    const thief = { spin_lock: spin_lock(lock), unpin, spin_unlock: spin_unlock(lock) };
    const walk = new Walk(programFor(pinned, thief)).step('cpu0', 'cpu1', 'cpu1');
    expect(walk.state.shared.pin).toEqual({ bit: false, owner: 0 });
    expect(() => walk.run('cpu0')).toThrow('BUG_ON(!test_bit(bitnum, addr))');
  });
});

describe('a plain store of the word', () => {
  it('clears the bit under its holder', async () => {
    const stay = () => {};
    const slow = { bit_spin_lock: bit_spin_lock(pin), enter, stay, stay_on: stay, leave, unpin };
    // Pinned and inside, the store, and again pinned and inside.
    expect(await nearest(programFor(slow, slow, { store }))).toMatchObject({ check: 'always', steps: 5 });
    // The owner stays to tell: the bit is gone and the task that set it has not cleared it.
    expect(await nearest(watchedFor(pinned, { store }))).toMatchObject({ check: 'always', steps: 2 });
    expect(await nearest(watchedFor(pinned, pinned, tried))).toBeUndefined();
  });

  it('leaves preemption to the holder, who is robbed and does not know', () => {
    const walk = new Walk(programFor(pinned, { store })).step('cpu0', 'cpu1');
    expect(walk.state.shared.pin).toEqual({ bit: false, owner: 0 });
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 1 }, { preempt_count: 0 }]);
  });

  it("is the owner's own way to clear it too", () => {
    const walk = new Walk(programFor({ pin: bit_spin_lock(pin), store, last: () => {} })).step(
      'cpu0',
      'cpu0',
    );
    expect(walk.state.shared.pin).toEqual({ bit: false, owner: null });
  });
});

describe('test_and_set_bit_lock and clear_bit_unlock', () => {
  const set = when(test_and_set_bit_lock(pin), 'return');
  const clear = clear_bit_unlock(pin);

  it('let one task in at a time, with preemption as it was', async () => {
    expect(
      await nearest(programFor({ set, enter, leave, clear }, { set, enter, leave, clear })),
    ).toBeUndefined();
    const sleeper = { set, lock_page: lock_page(page), unlock_page: unlock_page(page), clear };
    expect(await nearest(programFor(sleeper, sleeper))).toBeUndefined();
  });

  it('do not complain where the bit is clear already', () => {
    expect(new Walk(programFor({ set, store, clear })).run('cpu0')).toEqual(['set', 'store', 'clear']);
  });

  it('clear the bit of whoever came after a store that had cleared it', async () => {
    // Set, stored away, set by the other one, and cleared: it is his.
    const both = { set, store, clear };
    expect(await nearest(watchedFor(both, { set, enter, clear }))).toEqual({
      check: 'always',
      message: '"a pin is cleared only by the task that set it" is false in this state',
      steps: 4,
    });
    expect(await nearest(watchedFor({ set, enter, clear }, { set, enter, clear }))).toBeUndefined();
  });
});

describe('the order of locks', () => {
  const outside = {
    turn: wait((s: Mm) => s.turn === 0),
    bit_spin_lock: bit_spin_lock(pin),
    spin_lock: spin_lock(lock),
    spin_unlock: spin_unlock(lock),
    unpin,
    next: (s: Mm) => {
      s.turn = 1;
    },
  };
  const inside = (pin_line: object) => ({
    turn: wait((s: Mm) => s.turn === 1),
    spin_lock: spin_lock(lock),
    pin: pin_line,
    unpin,
    spin_unlock: spin_unlock(lock),
  });

  it('counts a bit that is spun for', async () => {
    // All of the first thread, which has to be over, and three steps of the second.
    expect(await nearest(programFor(outside, inside(bit_spin_lock(pin))))).toEqual({
      check: 'lock-order',
      message:
        'possible circular locking dependency: pin is taken with lock held, and elsewhere pin before lock',
      steps: 9,
      at: 'cpu1 pin',
    });
  });

  it('does not count one that is only tried', async () => {
    const trying = inside(unless(bit_spin_trylock(pin), 'spin_unlock'));
    expect(await nearest(programFor(outside, trying))).toBeUndefined();
  });
});
