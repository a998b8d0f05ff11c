import { describe, expect, it } from 'vitest';
import {
  atTheEnd,
  bool,
  count,
  goto,
  machine,
  tasks,
  thread,
  unless,
} from '../../../model/language/index.ts';
import {
  complete,
  complete_all,
  completion,
  completion_done,
  init_completion,
  reinit_completion,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  try_wait_for_completion,
  wait_for_completion,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { stuckIn } from '../../helpers/stuckIn.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  x: completion(2),
  once: completion(),
  lock: spinlock(),
  ready: bool(),
  seen: count(3),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;
const x = (s: Mm) => s.x;
const waits = {
  wait_for_completion: wait_for_completion(x),
  look: (s: Mm) => {
    if (s.ready) s.seen++;
  },
};
const make_ready = (s: Mm) => {
  s.ready = true;
};
const completes = { make_ready, complete: complete(x) };
const completes_all = { make_ready, complete_all: complete_all(x) };
const seenBy = (waiters: number) => atTheEnd<Mm>('who waited saw it ready', ({ seen }) => seen === waiters);

const programFor = (waiters: number, ...listings: object[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), { properties: [seenBy(waiters)] });

describe('a completion', () => {
  it('is waited for until it is completed, whoever comes first', async () => {
    expect(await nearest(programFor(1, waits, completes))).toBeUndefined();
    expect(await nearest(programFor(2, waits, waits, completes, completes))).toBeUndefined();
  });

  it('says too early what is completed before it is done', async () => {
    const early = { complete: complete(x), make_ready };
    // Completed; waited for; looked at; ready.
    expect(await nearest(programFor(1, waits, early))).toMatchObject({ check: 'atTheEnd', steps: 4 });
  });

  it('is waited for by one for each complete()', async () => {
    // Ready, completed, and one of the two has gone to its end: the other one sleeps for ever.
    expect(await nearest(programFor(2, waits, waits, completes))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('waits at wait_for_completion'),
      steps: 4,
    });
    expect(await nearest(programFor(2, waits, waits, completes_all))).toBeUndefined();
  });

  it('that nobody completes is waited for without end', async () => {
    expect(await nearest(programFor(1, waits, { make_ready }))).toMatchObject({
      check: 'deadlock',
      steps: 1,
    });
    const timer = mm.fn(
      'timer',
      'an example',
      {},
      {},
      {
        ticks: () => {},
        mod_timer: goto('ticks'),
      },
    );
    const threads = { ...threadsOf(mm, {}, waits), timer: thread(timer, {}, { forever: true }) };
    expect(await stuckIn(programOf(mm, threads))).toEqual([['cpu0', 'hung-task']]);
  });

  it('counts, and has a bound that is told', async () => {
    const walk = new Walk(programFor(0, completes, completes, waits)).step('cpu0', 'cpu0', 'cpu1', 'cpu1');
    expect(walk.state.shared.x).toEqual({ done: 2, all: false });
    walk.step('cpu2');
    expect(walk.state.shared.x).toEqual({ done: 1, all: false });
    const twice = { first: complete((s: Mm) => s.once), second: complete((s: Mm) => s.once) };
    expect(await nearest(programFor(0, twice))).toMatchObject({
      check: 'domain',
      steps: 2,
      at: 'cpu0 second',
    });
  });
});

describe('complete_all', () => {
  it('is not used up, nor added to', () => {
    const walk = new Walk(programFor(0, completes_all, waits, completes)).step(
      'cpu0',
      'cpu0',
      'cpu1',
      'cpu2',
      'cpu2',
    );
    expect(walk.state.shared.x).toEqual({ done: 0, all: true });
  });

  it('lets nobody wait again before reinit_completion()', async () => {
    const again = {
      ...completes_all,
      forget: (s: Mm) => {
        s.ready = false;
      },
      wait: wait_for_completion(x),
    };
    // The wait returns at once, though nobody has completed anything since.
    expect(await nearest(programFor(0, again))).toBeUndefined();
    const properly = { ...again, forget: reinit_completion(x) };
    expect(await nearest(programFor(0, properly))).toMatchObject({ check: 'deadlock', steps: 3 });
  });
});

describe('init_completion', () => {
  it.each([
    ['init_completion', init_completion(x)],
    ['reinit_completion', reinit_completion(x)],
  ])('forgets what came before it: %s', async (_name, init) => {
    const starts = { init, ...waits };
    // Ready and completed; forgotten.
    expect(await nearest(programFor(1, starts, completes))).toMatchObject({ check: 'deadlock', steps: 3 });
    expect(await nearest(programFor(0, { init }, completes))).toBeUndefined();
  });
});

describe('try_wait_for_completion', () => {
  it('says whether there was one, and uses it up', () => {
    const tries = { try: unless(try_wait_for_completion(x), 'return'), got: () => {} };
    const early = new Walk(programFor(0, tries, completes)).step('cpu0');
    expect(early.at('cpu0')).toBe('end');
    const late = new Walk(programFor(0, tries, tries, completes)).step('cpu2', 'cpu2', 'cpu0', 'cpu1');
    expect([late.at('cpu0'), late.at('cpu1')]).toEqual(['got', 'end']);
    const all = new Walk(programFor(0, tries, tries, completes_all)).step('cpu2', 'cpu2', 'cpu0', 'cpu1');
    expect([all.at('cpu0'), all.at('cpu1')]).toEqual(['got', 'got']);
  });

  it('takes it from who waits', async () => {
    const tries = { try: unless(try_wait_for_completion(x), 'return'), got: () => {} };
    // Ready, completed, tried, got: nothing is left.
    expect(await nearest(programFor(1, waits, tries, completes))).toMatchObject({
      check: 'deadlock',
      steps: 4,
    });
  });
});

describe('completion_done', () => {
  it('says whether there is one, and leaves it', () => {
    const looks = { done: unless(completion_done(x), 'return'), got: () => {} };
    const walk = new Walk(programFor(0, looks, looks, completes)).step('cpu0', 'cpu2', 'cpu2', 'cpu1');
    expect([walk.at('cpu0'), walk.at('cpu1')]).toEqual(['end', 'got']);
    expect(walk.state.shared.x).toEqual({ done: 1, all: false });
  });
});

describe('lockdep', () => {
  it('reports who waits with a spinlock held, whether or not it would sleep', async () => {
    const lock = (s: Mm) => s.lock;
    const held = { spin_lock: spin_lock(lock), ...waits, spin_unlock: spin_unlock(lock) };
    const message =
      'sleeping function called from invalid context: wait_for_completion with preemption disabled';
    expect(await nearest(programFor(0, held))).toMatchObject({ check: 'lockdep', message, steps: 2 });
    const completed = { complete: complete(x), ...held };
    expect(await nearest(programFor(0, completed))).toMatchObject({ check: 'lockdep', message, steps: 3 });
    const completes_under_it = {
      spin_lock: spin_lock(lock),
      complete: complete(x),
      unlock: spin_unlock(lock),
    };
    expect(await nearest(programFor(0, completes_under_it))).toBeUndefined();
  });
});

describe('one access', () => {
  it('is what each function makes, but the wait, which has its reason', async () => {
    const listing = {
      complete: complete(x),
      try_wait: unless(try_wait_for_completion(x), 'done'),
      done: unless(completion_done(x), 'all'),
      all: complete_all(x),
      init: init_completion(x),
    };
    const found = await contendedOn(mm, {}, { ...listing, complete: reinit_completion(x) });
    expect(found).toEqual({ complete: 1, try_wait: 1, done: 1, all: 1, init: 1 });
    expect(wait_for_completion(x).oneStep).toContain('x->wait.lock');
  });
});

describe('both engines and the oracle', () => {
  it('agree on completions', async () => {
    const tries = {
      try: unless(try_wait_for_completion(x), 'init'),
      got: () => {},
      init: reinit_completion(x),
    };
    await agreeOn(mm, threadsOf(mm, {}, waits, tries, completes, completes_all));
  });
});
