import { describe, expect, it } from 'vitest';
import { atTheEnd, bool, goto, machine, tasks, when } from '../../../model/language/index.ts';
import {
  finish_wait,
  prepare_to_wait,
  schedule,
  taskFields,
  waitQueue,
  wake_up_all,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ wq: waitQueue(), ready: bool(), task: tasks(taskFields()) });
type Mm = typeof mm.state;
const wq = (s: Mm) => s.wq;
const is_ready = (s: Mm) => s.ready;
const make_ready = (s: Mm) => {
  s.ready = true;
};

const wait_event = {
  prepare_to_wait: prepare_to_wait(wq),
  condition: when(is_ready, 'finish_wait'),
  schedule: schedule(wq),
  again: goto('prepare_to_wait'),
  finish_wait: finish_wait(wq),
};
const waker = { make_ready, wake_up_all: wake_up_all(wq) };
const nobody = atTheEnd<Mm>('nobody is on the queue', (s) => s.wq.sleepers === 0);

const programFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, {}, ...listings), { properties: [nobody] });

describe('wait_event in its steps', () => {
  it('loses no wakeup', async () => {
    expect(await nearest(programFor(wait_event, wait_event, waker))).toBeUndefined();
  });

  it('sleeps for ever where nobody wakes it', async () => {
    const silent = { make_ready };
    // On the queue, not ready yet, and then ready in silence.
    expect(await nearest(programFor(wait_event, silent))).toMatchObject({ check: 'deadlock', steps: 3 });
  });

  it('loses the wakeup where the condition is tested before prepare_to_wait', async () => {
    const tested_first = {
      condition: when(is_ready, 'return'),
      prepare_to_wait: prepare_to_wait(wq),
      schedule: schedule(wq),
      again: goto('condition'),
    };
    // Not ready yet; ready, and nobody there to wake; on the queue for ever.
    expect(await nearest(programFor(tested_first, waker))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('cpu0 waits at schedule'),
      steps: 4,
    });
  });

  it('loses the wakeup where it comes before the condition is made true', async () => {
    const wakes_first = { wake_up_all: wake_up_all(wq), make_ready };
    // A wakeup of nobody; on the queue, not ready yet; ready in silence.
    expect(await nearest(programFor(wait_event, wakes_first))).toMatchObject({ check: 'deadlock', steps: 4 });
  });

  it('leaves its task on the queue where finish_wait is forgotten', async () => {
    const { finish_wait: _, ...unfinished } = { ...wait_event, condition: when(is_ready, 'return') };
    // Ready, and nobody there to wake; on the queue, and gone.
    expect(await nearest(programFor(unfinished, waker))).toMatchObject({ check: 'atTheEnd', steps: 4 });
  });
});

describe('schedule', () => {
  it('sleeps from prepare_to_wait to the wakeup', () => {
    const walk = new Walk(programFor(wait_event, wait_event, waker)).step('cpu0', 'cpu0', 'cpu1', 'cpu1');
    expect(walk.state.shared.wq).toEqual({ sleepers: 0b11 });
    expect([walk.choices('cpu0'), walk.choices('cpu1')]).toEqual([0, 0]);
    walk.run('cpu2');
    expect(walk.state.shared.wq).toEqual({ sleepers: 0 });
    expect([walk.choices('cpu0'), walk.choices('cpu1')]).toEqual([1, 1]);
    expect(schedule(wq).form).toBe('wait');
  });

  it('does not sleep where the wakeup has come already', () => {
    const walk = new Walk(programFor(wait_event, waker)).step('cpu0');
    walk.run('cpu1');
    walk.step('cpu0');
    expect(walk.at('cpu0')).toBe('finish_wait');
    const late = new Walk(programFor(wait_event, waker)).step('cpu0', 'cpu0');
    late.run('cpu1');
    expect(late.run('cpu0')).toEqual(['schedule', 'again', 'prepare_to_wait', 'condition', 'finish_wait']);
  });
});

describe('finish_wait', () => {
  it('takes off its own task alone', () => {
    const walk = new Walk(programFor(wait_event, wait_event, { make_ready })).step('cpu0', 'cpu1', 'cpu2');
    walk.run('cpu0');
    expect(walk.state.shared.wq).toEqual({ sleepers: 0b10 });
  });
});
