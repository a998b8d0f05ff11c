import { describe, expect, it } from 'vitest';
import {
  always,
  count,
  deref,
  machine,
  type Ptr,
  pointer,
  table,
  tasks,
  thread,
  unless,
  wait,
} from '../../../model/language/index.ts';
import {
  lock_page,
  pageLock,
  taskFields,
  trylock_page,
  unlock_page,
  wait_on_page_locked,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  page: table(2, { lock: pageLock(), inside: count(2) }),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;
interface HasPage {
  readonly page: Ptr<'page'>;
}
const page_of = (s: Mm, my: HasPage) => deref(s.page, my.page);
const lock = (s: Mm, my: HasPage) => page_of(s, my).lock;

const enter = (s: Mm, my: HasPage) => {
  page_of(s, my).inside++;
};
const leave = (s: Mm, my: HasPage) => {
  page_of(s, my).inside--;
};
const is_locked = (s: Mm, my: HasPage) => lock(s, my).owner !== null;
const alone = always<Mm>('one task is inside', (s) => s.page.every(({ inside }) => inside <= 1));

/** Threads cpu0, cpu1 and so on, one for each listing, all with page 0. */
function programFor(...listings: object[]) {
  const started = listings.map((listing, i) => {
    const fn = mm.fn(`f${i}`, 'mm/example.c', { page: pointer('page') }, {}, listing as never);
    return [`cpu${i}`, thread(fn, { page: 0 })];
  });
  return programOf(mm, Object.fromEntries(started), { properties: [alone] });
}

const locked = { lock_page: lock_page(lock), enter, leave, unlock_page: unlock_page(lock) };
const tried = { trylock: unless(trylock_page(lock), 'return'), enter, leave, unlock_page: unlock_page(lock) };
const unlocked = { enter, leave };

describe('a page lock', () => {
  it('lets one task in at a time', async () => {
    expect(await nearest(programFor(locked, locked, tried))).toBeUndefined();
  });

  it('excludes nobody who does not take it', async () => {
    expect(await nearest(programFor(locked, unlocked))).toMatchObject({ check: 'always', steps: 3 });
  });

  it('excludes nobody from another page', () => {
    const fn = mm.fn('f', 'mm/example.c', { page: pointer('page') }, {}, locked);
    const program = programOf(mm, { cpu0: thread(fn, { page: 0 }), cpu1: thread(fn, { page: 1 }) });
    const walk = new Walk(program).step('cpu0', 'cpu1');
    expect(walk.state.shared.page).toMatchObject([{ lock: { owner: 0 } }, { lock: { owner: 1 } }]);
  });

  it('puts to sleep who finds it taken, and does not disable preemption', () => {
    const walk = new Walk(programFor(locked, locked)).step('cpu0');
    expect([walk.choices('cpu0'), walk.choices('cpu1')]).toEqual([1, 0]);
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 0 }]);
    walk.run('cpu0');
    expect(walk.choices('cpu1')).toBe(1);
    expect(lock_page(lock).form).toBe('wait');
  });

  it('is tried by trylock_page, which says whether it was free', () => {
    const walk = new Walk(programFor(tried, tried)).step('cpu1', 'cpu0');
    expect([walk.at('cpu0'), walk.at('cpu1')]).toEqual(['end', 'enter']);
  });
});

describe('unlock_page', () => {
  it('is a BUG where the page is not locked', async () => {
    expect(await nearest(programFor({ unlock_page: unlock_page(lock) }))).toEqual({
      check: 'BUG_ON',
      message: 'VM_BUG_ON(!PageLocked(page))',
      steps: 1,
      at: 'cpu0 unlock_page',
    });
  });

  it('is reported where another task has locked the page', async () => {
    const thief = { wait: wait(is_locked), unlock_page: unlock_page(lock) };
    expect(await nearest(programFor(locked, thief))).toEqual({
      check: 'lockdep',
      message: 'bad unlock balance: the page lock is held by another task',
      steps: 3,
      at: 'cpu1 unlock_page',
    });
  });
});

describe('wait_on_page_locked', () => {
  const waiting = { wait_on_page_locked: wait_on_page_locked(lock), enter, leave };

  it('sleeps until the page is unlocked, and leaves it so', () => {
    const walk = new Walk(programFor(locked, waiting)).step('cpu0');
    expect(walk.choices('cpu1')).toBe(0);
    walk.run('cpu0');
    walk.step('cpu1');
    expect(walk.state.shared.page).toMatchObject([{ lock: { owner: null } }, { lock: { owner: null } }]);
    expect(wait_on_page_locked(lock).form).toBe('wait');
  });

  it('excludes nobody afterwards', async () => {
    expect(await nearest(programFor(locked, waiting))).toMatchObject({ check: 'always', steps: 4 });
  });

  it('sleeps for ever in the task that has locked the page', async () => {
    const own = { lock_page: lock_page(lock), wait_on_page_locked: wait_on_page_locked(lock) };
    expect(await nearest(programFor(own))).toMatchObject({ check: 'deadlock', steps: 1 });
  });
});

describe('lockdep', () => {
  it('reports a task that locks a page twice', async () => {
    const twice = { first: lock_page(lock), second: lock_page(lock) };
    expect(await nearest(programFor(twice))).toEqual({
      check: 'lockdep',
      message: 'self-deadlock: the task already holds this page lock',
      steps: 2,
      at: 'cpu0 second',
    });
    const again = { ...locked, lock_again: lock_page(lock), unlock_again: unlock_page(lock) };
    expect(await nearest(programFor(again))).toBeUndefined();
  });

  it('reports a task that returns with the page locked', async () => {
    expect(await nearest(programFor({ lock_page: lock_page(lock) }))).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with page[0].lock held',
      steps: 1,
    });
  });
});
