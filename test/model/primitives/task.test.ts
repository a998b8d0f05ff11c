import { describe, expect, it } from 'vitest';
import { add, machine, tasks, thread, unless } from '../../../model/language/index.ts';
import {
  type Current,
  cancel_work_sync,
  down_read,
  down_write,
  flush_work,
  lock_page,
  pageLock,
  rcu_read_lock,
  rcu_read_unlock,
  rwsem,
  schedule,
  spin_lock,
  spin_trylock,
  spin_unlock,
  spinlock,
  taskFields,
  trylock_page,
  unlock_page,
  up_read,
  up_write,
  wait_on_page_locked,
  waitQueue,
  work,
} from '../../../model/primitives/index.ts';
import { might_sleep } from '../../../model/primitives/task.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  lock: spinlock(),
  page: pageLock(),
  sem: rwsem(),
  item: work(),
  wq: waitQueue(),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;
const lock = (s: Mm) => s.lock;
const page = (s: Mm) => s.page;
const sem = (s: Mm) => s.sem;
const item = (s: Mm) => s.item;
const wq = (s: Mm) => s.wq;
const nothing = () => {};
const fn = (listing: object) => mm.fn('f', 'mm/example.c', {}, {}, listing as never);

/** What makes everybody wait: tasks 1 and 2 are the ones that sleep on the queue. */
const busy = {
  down_write: down_write(sem),
  lock_page: lock_page(page),
  begin: (s: Mm) => {
    s.item.running = true;
    s.wq.sleepers = add(add(s.wq.sleepers, 1), 2);
  },
  hold: nothing,
};

const sleepers = [
  { what: 'lock_page', sleep: lock_page(page), wake: unlock_page(page) },
  { what: 'down_read', sleep: down_read(sem), wake: up_read(sem) },
  { what: 'down_write', sleep: down_write(sem), wake: up_write(sem) },
  { what: 'wait_on_page_locked', sleep: wait_on_page_locked(page), wake: nothing },
  { what: 'flush_work', sleep: flush_work(item), wake: nothing },
  { what: 'cancel_work_sync', sleep: cancel_work_sync(item), wake: nothing },
  { what: 'schedule', sleep: schedule(wq), wake: nothing },
];
const atomic = [
  { where: 'with preemption disabled', begin: spin_lock(lock), end: spin_unlock(lock) },
  {
    where: 'inside an RCU read-side critical section',
    begin: rcu_read_lock,
    end: rcu_read_unlock,
  },
];

describe.each(sleepers)('$what', ({ what, sleep, wake }) => {
  it.each(atomic)('must not be called $where, though it need not wait', async ({ where, begin, end }) => {
    const inside = thread(fn({ begin, sleep, wake, finish: end }), {});
    expect(await nearest(programOf(mm, { cpu0: inside }))).toEqual({
      check: 'lockdep',
      message: `sleeping function called from invalid context: ${what} ${where}`,
      steps: 2,
      at: 'cpu0 sleep',
    });
    const behind = thread(fn({ begin, finish: end, sleep, wake }), {});
    expect(await nearest(programOf(mm, { cpu0: behind, cpu1: behind }))).toBeUndefined();
  });

  it.each(atomic)('is reported $where, where it would have had to wait', ({ where, begin, end }) => {
    const waits = thread(fn({ begin, sleep, wake, finish: end }), {});
    const outside = thread(mm.fn('outside', 'mm/example.c', {}, {}, { sleep, wake } as never), {});
    const holder = thread(mm.fn('holder', 'mm/example.c', {}, {}, busy), {});
    const program = programOf(mm, { cpu0: holder, cpu1: waits, cpu2: outside });
    const walk = new Walk(program).step('cpu0', 'cpu0', 'cpu0', 'cpu1');
    expect(walk.choices('cpu2')).toBe(0);
    expect(walk.choices('cpu1')).toBe(1);
    expect(() => walk.step('cpu1')).toThrow(`${what} ${where}`);
  });

  it.each(['task', 'kworker'] as const)('may be called in a %s', async (context) => {
    const listing = fn({ sleep, wake });
    expect(await nearest(programOf(mm, { cpu0: thread(listing, {}, { context }) }))).toBeUndefined();
  });
});

describe('might_sleep', () => {
  const sleep = (s: Mm, my: Current) => might_sleep(s, my, 'copy_from_user');

  it.each(atomic)('is a violation $where, and nowhere else', async ({ where, begin, end }) => {
    const inside = thread(fn({ begin, sleep, finish: end }), {});
    expect(await nearest(programOf(mm, { cpu0: inside }))).toMatchObject({
      check: 'lockdep',
      message: `sleeping function called from invalid context: copy_from_user ${where}`,
    });
    const behind = thread(fn({ begin, finish: end, sleep }), {});
    expect(await nearest(programOf(mm, { cpu0: behind }))).toBeUndefined();
  });
});

describe('what does not sleep', () => {
  it('may be called anywhere', async () => {
    const listing = fn({
      rcu_read_lock,
      spin_trylock: unless(spin_trylock(lock), 'rcu_read_unlock'),
      trylock_page: unless(trylock_page(page), 'spin_unlock'),
      unlock_page: unlock_page(page),
      spin_unlock: spin_unlock(lock),
      rcu_read_unlock,
    });
    const threads = { cpu0: thread(listing, {}), cpu1: thread(listing, {}, { context: 'kworker' }) };
    expect(await nearest(programOf(mm, threads))).toBeUndefined();
  });
});
