import { describe, expect, it } from 'vitest';
import {
  atTheEnd,
  bool,
  call,
  goto,
  machine,
  patch,
  replace,
  tasks,
  thread,
  unless,
} from '../../../model/language/index.ts';
import {
  schedule,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  wait_event,
  waitQueue,
  waitqueue_active,
  wake_up,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { stuckIn } from '../../helpers/stuckIn.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ wq: waitQueue(), ready: bool(), lock: spinlock(), task: tasks(taskFields()) });
type Mm = typeof mm.state;
const wq = (s: Mm) => s.wq;
const is_ready = (s: Mm) => s.ready;
const make_ready = (s: Mm) => {
  s.ready = true;
};
const nothing = () => {};

const waits = wait_event('wait_event', wq, is_ready);
const wakes = { make_ready, wake_up: wake_up(wq) };
const looks_first = { make_ready, active: unless(waitqueue_active(wq), 'return'), wake_up: wake_up(wq) };
/** The load of waitqueue_active() ahead of the store, as a CPU may make it without a barrier. */
const without_barrier = {
  active: unless(waitqueue_active(wq), 'nobody'),
  make_ready,
  wake_up: wake_up(wq),
  done: goto('return'),
  nobody: make_ready,
};

const properties = [
  atTheEnd<Mm>('nobody is on the queue, and it is ready', (s) => s.wq.sleepers === 0 && s.ready),
];
const programFor = (...listings: object[]) => programOf(mm, threadsOf(mm, {}, ...listings), { properties });

describe('wait_event', () => {
  it.each([
    ['wake_up()', wakes],
    ['who looks whether anybody waits', looks_first],
  ])('loses no wakeup of %s', async (_who, waker) => {
    expect(await nearest(programFor(waits, waker))).toBeUndefined();
    expect(await nearest(programFor(waits, waits, waker))).toBeUndefined();
  });

  it('does without the queue where the condition holds', () => {
    const walk = new Walk(programFor(waits, { make_ready })).step('cpu1');
    expect(walk.run('cpu0')).toEqual(['wait_event', 'wait_event: out']);
  });

  it('sleeps, and looks again when it is woken', () => {
    const walk = new Walk(programFor(waits, wakes, { wake_up: wake_up(wq) }));
    walk.step('cpu0', 'cpu0', 'cpu0');
    expect([walk.at('cpu0'), walk.choices('cpu0')]).toEqual(['wait_event: schedule', 0]);
    // A wakeup for nothing.
    walk.step('cpu2', 'cpu0', 'cpu0', 'cpu0');
    expect([walk.at('cpu0'), walk.choices('cpu0')]).toEqual(['wait_event: schedule', 0]);
    walk.run('cpu1');
    expect(walk.run('cpu0')).toEqual([
      'wait_event: schedule',
      'wait_event: prepare_to_wait',
      'wait_event: condition',
      'wait_event: finish_wait',
      'wait_event: out',
    ]);
  });

  it('can be the body of a function, and stand several times in one', async () => {
    const wait_for_ready = mm.fn(
      'wait_for_ready',
      'an example',
      {},
      {},
      wait_event('wait_event', wq, (s: Mm) => s.ready),
    );
    const twice = mm.fn(
      'twice',
      'an example',
      {},
      {},
      { first: call(wait_for_ready), ...wait_event('second', wq, is_ready), last: nothing },
    );
    const threads = { ...threadsOf(mm, {}, wakes), twice: thread(twice, {}) };
    expect(await nearest(programOf(mm, threads, { properties }))).toBeUndefined();
  });
});

describe('a wakeup is lost', () => {
  const waiter = mm.fn('waiter', 'an example', {}, {}, waits);
  const started = (waker: object) => ({ waiter: thread(waiter, {}), ...threadsOf(mm, {}, waker) });

  it('where the waiter does not test again before it sleeps', async () => {
    const sleeps_first = patch('do { prepare_to_wait(); schedule(); } while (!condition)').in(
      waiter,
      replace('wait_event: condition', { 'wait_event: condition': schedule(wq) }),
      replace('wait_event: schedule', { again: unless(is_ready, 'wait_event: prepare_to_wait') }),
    );
    // Not ready yet; ready, and nobody there to wake; on the queue for ever.
    expect(await nearest(programOf(mm, started(wakes), { series: [sleeps_first] }))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('waiter waits at wait_event: condition'),
      steps: 4,
    });
    expect(await nearest(programOf(mm, started(wakes), { properties }))).toBeUndefined();
  });

  it('where the waker looks whether anybody waits before it makes the condition true', async () => {
    // Nobody waits; not ready, on the queue, not ready still; ready, in silence.
    expect(await nearest(programOf(mm, started(without_barrier)))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('waiter waits at wait_event: schedule'),
      steps: 5,
    });
  });

  it('where the waker wakes before it makes the condition true', async () => {
    // A wakeup of nobody; not ready, on the queue, not ready still; ready, in silence.
    const wakes_first = { wake_up: wake_up(wq), make_ready };
    expect(await nearest(programOf(mm, started(wakes_first)))).toMatchObject({ check: 'deadlock', steps: 5 });
  });

  it('which is told while another thread goes on', async () => {
    const timer = mm.fn('timer', 'an example', {}, {}, { ticks: nothing, mod_timer: goto('ticks') });
    const threads = { ...started(without_barrier), timer: thread(timer, {}, { forever: true }) };
    expect(await stuckIn(programOf(mm, threads))).toEqual([['waiter', 'hung-task']]);
  });
});

describe('lockdep', () => {
  it('reports who waits with a spinlock held, though the condition holds', async () => {
    const lock = (s: Mm) => s.lock;
    const held = { make_ready, spin_lock: spin_lock(lock), ...waits, spin_unlock: spin_unlock(lock) };
    expect(await nearest(programFor(held))).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: wait_event with preemption disabled',
      steps: 3,
    });
  });
});

describe('one access', () => {
  it('is what each label makes', async () => {
    const found = await contendedOn(mm, {}, waits, {
      ...looks_first,
      again: (s: Mm) => {
        s.ready = false;
      },
    });
    expect(Math.max(...Object.values(found))).toBe(1);
    expect(found['wait_event: prepare_to_wait']).toBe(1);
  });
});

describe('both engines and the oracle', () => {
  it('agree on who waits', async () => {
    await agreeOn(mm, threadsOf(mm, {}, waits, waits, looks_first));
    await agreeOn(mm, threadsOf(mm, {}, waits, without_barrier));
  });
});
