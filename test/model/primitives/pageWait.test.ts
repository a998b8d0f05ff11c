import { describe, expect, it } from 'vitest';
import {
  always,
  atTheEnd,
  bool,
  count,
  deref,
  goto,
  machine,
  type Ptr,
  patch,
  pointer,
  remove,
  replace,
  row,
  table,
  tasks,
  thread,
  unless,
} from '../../../model/language/index.ts';
import {
  __clear_bit,
  clear_bit,
  kernelChecks,
  loadedWord,
  lock_page_bit,
  pageFlags,
  pageWaitqueue,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  trylock_page_bit,
  unlock_page_bit,
  wait_on_page_bit,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { stuckIn } from '../../helpers/stuckIn.ts';
import { Walk } from '../../helpers/walk.ts';

const bits = pageFlags({ PG_isolated: bool() });
const mm = machine(
  {
    page: table(1, { flags: bits, wait: pageWaitqueue(), inside: count(2) }),
    lock: spinlock(),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  readonly page: Ptr<'page'>;
}
const page = (s: Mm, my: My) => deref(s.page, my.page);
const flags = (s: Mm, my: My) => page(s, my).flags;
const enter = (s: Mm, my: My) => {
  page(s, my).inside++;
};
const leave = (s: Mm, my: My) => {
  page(s, my).inside--;
};
const properties = [
  always<Mm>('one task is inside', (s) => s.page.every(({ inside }) => inside <= 1)),
  atTheEnd<Mm>('nobody waits', (s) => s.page.every(({ wait }) => wait.lockers === 0 && wait.PG_locked === 0)),
];

const unlock = unlock_page_bit('unlock_page', page);
const locker = mm.fn(
  'locker',
  'an example',
  { page: pointer('page') },
  {},
  {
    ...lock_page_bit('lock_page', page),
    enter,
    leave,
    ...unlock,
  },
);
const trier = mm.fn(
  'trier',
  'an example',
  { page: pointer('page') },
  {},
  {
    trylock_page: unless(trylock_page_bit(page), 'return'),
    enter,
    leave,
    ...unlock,
  },
);
const waiter = mm.fn(
  'waiter',
  'an example',
  { page: pointer('page') },
  {},
  {
    ...wait_on_page_bit('wait_on_page_locked', page, 'PG_locked'),
  },
);
/** The page is locked, and PG_isolated is cleared by a load and a store of the word. */
const putback = mm.fn(
  'putback',
  'mm/migrate.c v4.10',
  { page: pointer('page') },
  { old: loadedWord(bits) },
  {
    trylock_page: unless(trylock_page_bit(page), 'return'),
    ...__clear_bit('__ClearPageIsolated', flags, 'PG_isolated', 'old'),
    ...unlock,
  },
);
const atomic = patch('clear PG_isolated without the other bits').in(
  putback,
  replace('__ClearPageIsolated', { ClearPageIsolated: clear_bit(flags, 'PG_isolated') }),
  remove('__ClearPageIsolated: store'),
);

const on = <F extends typeof locker | typeof trier | typeof waiter | typeof putback>(fn: F) =>
  thread(fn as typeof locker, { page: row('page', 0) });
const programFor = (...fns: (typeof locker | typeof trier | typeof waiter | typeof putback)[]) =>
  programOf(mm, Object.fromEntries(fns.map((fn, i) => [`cpu${i}`, on(fn)])), { properties });

describe('lock_page_bit', () => {
  it('lets one task in at a time, and none waits for ever', async () => {
    const program = programFor(locker, locker, trier);
    expect(await nearest(program)).toBeUndefined();
    expect(await stuckIn(program)).toEqual([]);
  });

  it('sleeps until unlock_page wakes it', () => {
    const walk = new Walk(programFor(trier, locker)).step('cpu0', 'cpu1', 'cpu1', 'cpu1');
    expect([walk.at('cpu1'), walk.choices('cpu1')]).toEqual(['lock_page: io_schedule', 0]);
    expect(walk.state.shared.page).toMatchObject([
      { flags: { PG_locked: true, PG_waiters: true }, wait: { lockers: 0b10 } },
    ]);
    expect(walk.run('cpu0')).toEqual([
      'enter',
      'leave',
      'unlock_page',
      'unlock_page: __wake_up_locked_key',
      'unlock_page: ClearPageWaiters',
      'unlock_page: out',
    ]);
    expect(walk.run('cpu1').slice(0, 4)).toEqual([
      'lock_page: io_schedule',
      'lock_page: test_and_set_bit',
      'lock_page: finish_wait',
      'lock_page: out',
    ]);
    const free = { PG_locked: false, PG_waiters: false, PG_writeback: false, PG_isolated: false };
    expect(walk.state.shared.page).toMatchObject([{ flags: free, wait: { lockers: 0 } }]);
  });

  it('sleeps for ever in the task that has locked the page', async () => {
    const twice = mm.fn(
      'twice',
      'an example',
      { page: pointer('page') },
      {},
      {
        ...lock_page_bit('lock_page', page),
        ...lock_page_bit('again', page),
        ...unlock,
      },
    );
    // Locked; tried, queued, locked still.
    expect(await nearest(programFor(twice as never))).toMatchObject({ check: 'deadlock', steps: 5 });
  });
});

describe('wait_on_page_bit', () => {
  it('waits until the page is unlocked, whoever locks it next', async () => {
    const program = programFor(locker, locker, waiter);
    expect(await nearest(program)).toBeUndefined();
    expect(await stuckIn(program)).toEqual([]);
  });

  it('is woken beside one of those who want to lock the page', () => {
    const walk = new Walk(programFor(trier, locker, locker, waiter)).step('cpu0');
    for (const cpu of ['cpu1', 'cpu2', 'cpu3']) walk.step(cpu, cpu, cpu);
    walk.step('cpu0', 'cpu0', 'cpu0');
    expect(walk.choices('cpu0')).toBe(2);
    walk.step('cpu0');
    const asleep = ['cpu1', 'cpu2', 'cpu3'].map((cpu) => walk.choices(cpu));
    expect([asleep[0]! + asleep[1]!, asleep[2]]).toEqual([1, 1]);
  });
});

describe('the lost waiters bit', () => {
  // Locked; tried; all bits loaded; queued, locked still; all bits stored; unlocked, nobody to wake, and gone.
  it('is lost to a plain store of the word', async () => {
    expect(await nearest(programFor(putback, locker))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('cpu1 waits at lock_page: io_schedule'),
      steps: 8,
    });
  });

  it('is not lost to an atomic operation', async () => {
    const threads = { putback: on(putback), locker: on(locker) };
    expect(await nearest(programOf(mm, threads, { properties, series: [atomic] }))).toBeUndefined();
    expect(await stuckIn(programOf(mm, threads, { series: [atomic] }))).toEqual([]);
  });

  it('is told as hung-task while others go on', async () => {
    const timer = mm.fn('timer', 'an example', {}, {}, { ticks: () => {}, mod_timer: goto('ticks') });
    const threads = { putback: on(putback), locker: on(locker), timer: thread(timer, {}, { forever: true }) };
    expect(await stuckIn(programOf(mm, threads))).toEqual([['locker', 'hung-task']]);
  });

  it('is lost where it is set when the task has looked', async () => {
    const late = patch('PG_waiters behind the test').in(
      locker,
      replace('lock_page: SetPageWaiters', { 'lock_page: SetPageWaiters': () => {} }),
    );
    // Queued by nobody: it does not sleep, and goes round; but set by nobody, and nothing wakes who is on the queue.
    const queued = patch('no PG_waiters').in(
      locker,
      replace('lock_page: SetPageWaiters', {
        'lock_page: SetPageWaiters': (s, my) => {
          page(s, my).wait.lockers = (1 << my.current) as never;
        },
      }),
    );
    const run = (by: typeof late) =>
      nearest(programOf(mm, { trier: on(trier), locker: on(locker) }, { series: [by] }));
    // Locked and in, out; tried, queued, locked still; unlocked, and gone.
    expect(await run(queued)).toMatchObject({ check: 'deadlock', steps: 8 });
    expect(await run(late)).toBeUndefined();
  });
});

describe('unlock_page_bit', () => {
  it('is a BUG where the page is not locked, and takes the lock of another task', async () => {
    const only = mm.fn('only', 'an example', { page: pointer('page') }, {}, unlock);
    expect(await nearest(programFor(only as never))).toMatchObject({
      check: 'BUG_ON',
      message: 'VM_BUG_ON(!PageLocked(page))',
      steps: 1,
    });
    const walk = new Walk(programFor(trier, only as never)).step('cpu0', 'cpu1');
    expect(() => walk.run('cpu0')).toThrow('VM_BUG_ON(!PageLocked(page))');
  });

  it('wakes nobody where it is left without the walk', async () => {
    const silent = patch('no wakeup').in(
      trier,
      replace('unlock_page: __wake_up_locked_key', { 'unlock_page: __wake_up_locked_key': () => {} }),
    );
    const program = programOf(mm, { trier: on(trier), locker: on(locker) }, { series: [silent] });
    // Locked and in, out; tried, queued, locked still; unlocked, nobody woken, PG_waiters kept, and gone.
    expect(await nearest(program)).toMatchObject({ check: 'deadlock', steps: 10 });
  });
});

describe('lockdep', () => {
  it('reports who locks a page with a spinlock held, though the page is free', async () => {
    const lock = (s: Mm) => s.lock;
    const held = mm.fn(
      'held',
      'an example',
      { page: pointer('page') },
      {},
      {
        spin_lock: spin_lock(lock),
        ...lock_page_bit('lock_page', page),
        spin_unlock: spin_unlock(lock),
        ...unlock,
      },
    );
    expect(await nearest(programFor(held as never))).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: lock_page with preemption disabled',
      steps: 2,
    });
  });
});

describe('one access', () => {
  it('is what each label makes, but for those that have their reason', async () => {
    const locals = { page: pointer('page'), old: loadedWord(bits) };
    const at0 = (s: Mm) => s.page[0]!;
    const listing = { ...lock_page_bit('lock', at0), ...unlock_page_bit('unlock', at0) };
    const plain = { ...__clear_bit('clear', (s: Mm) => s.page[0]!.flags, 'PG_isolated', 'old') };
    const found = await contendedOn(mm, { locals }, listing, plain);
    const reasoned = ['lock: SetPageWaiters', 'unlock: __wake_up_locked_key', 'unlock: ClearPageWaiters'];
    for (const [label, times] of Object.entries(found))
      expect([label, times <= 1 || reasoned.includes(label)]).toEqual([label, true]);
  });
});

describe('both engines and the oracle', () => {
  it('agree on who waits for a page', async () => {
    await agreeOn(mm, { locker: on(locker), waiter: on(waiter), putback: on(putback) });
  });
});
