import { describe, expect, it } from 'vitest';
import {
  always,
  atTheEnd,
  bool,
  count,
  goto,
  machine,
  type Property,
  tasks,
  thread,
  unless,
} from '../../../model/language/index.ts';
import {
  BUG_ON,
  cancel_work_sync,
  flush_work,
  kernelChecks,
  process_one_work,
  rcu_read_lock,
  schedule_work,
  taskFields,
  work,
  work_done,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  { item: work(), inside: count(2), ran: bool(), freed: bool(), task: tasks(taskFields()) },
  kernelChecks,
);
type Mm = typeof mm.state;
const item = (s: Mm) => s.item;

const begin = (s: Mm) => {
  BUG_ON(s.freed, 'pool is freed');
  s.inside++;
};
const finish = (s: Mm) => {
  s.inside--;
  s.ran = true;
};
const free = (s: Mm) => {
  s.freed = true;
};
const queued = { schedule_work: schedule_work(item) };
const flushed = { ...queued, flush_work: flush_work(item) };
const cancelled = { ...queued, cancel_work_sync: cancel_work_sync(item) };

const kworker = (name: string, body: object) => {
  const idle = { process_one_work: process_one_work(item) };
  const listing = { ...idle, ...body, done: goto('process_one_work', work_done(item)) };
  const fn = mm.fn(name, 'mm/example.c', {}, {}, listing as never);
  return thread(fn, {}, { context: 'kworker', optional: true });
};
const worker = kworker('worker', { begin, finish });

/** One worker, beside the threads cpu0, cpu1 and so on. */
const programFor = (listings: readonly object[], ...properties: Property<Mm>[]) =>
  programOf(mm, { ...threadsOf(mm, {}, ...listings), worker }, { properties });

describe('schedule_work', () => {
  it('has the item run, once for all that find it queued', () => {
    const asks = { queue: unless(schedule_work(item), 'return'), queued: () => {} };
    const walk = new Walk(programFor([asks, asks]));
    expect(walk.choices('worker')).toBe(0);
    walk.step('cpu0', 'cpu1');
    expect([walk.at('cpu0'), walk.at('cpu1')]).toEqual(['queued', 'end']);
    walk.step('worker', 'worker', 'worker', 'worker');
    expect([walk.at('worker'), walk.choices('worker')]).toEqual(['process_one_work', 0]);
    expect(walk.state.shared.item).toEqual({ pending: false, running: false });
  });

  it('has an item that is running run once more', () => {
    const walk = new Walk(programFor([queued, queued])).step('cpu0', 'worker', 'cpu1');
    expect(walk.state.shared.item).toEqual({ pending: true, running: true });
    walk.step('worker', 'worker', 'worker');
    expect(walk.state.shared.item).toEqual({ pending: true, running: false });
    expect(walk.choices('worker')).toBe(1);
  });

  it('does not wait for it', async () => {
    const ran = atTheEnd<Mm>('it has run', (s) => s.ran);
    expect(await nearest(programFor([queued], ran))).toMatchObject({ check: 'atTheEnd', steps: 1 });
  });
});

describe('process_one_work', () => {
  it('runs an item on one worker at a time', async () => {
    const alone = always<Mm>('one worker is inside', (s) => s.inside <= 1);
    const threads = {
      ...threadsOf(mm, {}, queued, queued),
      worker,
      other: kworker('other', { begin, finish }),
    };
    expect(await nearest(programOf(mm, threads, { properties: [alone] }))).toBeUndefined();
    const walk = new Walk(programOf(mm, threads)).step('cpu0', 'other', 'cpu1');
    expect(walk.choices('worker')).toBe(0);
    expect(walk.step('other', 'other', 'other').choices('worker')).toBe(1);
  });
});

describe('flush_work', () => {
  it('waits until the item has run', async () => {
    const ran = atTheEnd<Mm>('it has run', (s) => s.ran);
    expect(await nearest(programFor([flushed], ran))).toBeUndefined();
  });

  it('waits for an item that is queued, and for one that is running', () => {
    const walk = new Walk(programFor([flushed])).step('cpu0');
    const choices = [walk.choices('cpu0')];
    for (let i = 0; i < 4; i++) choices.push(walk.step('worker').choices('cpu0'));
    expect(choices).toEqual([0, 0, 0, 0, 1]);
    expect(flush_work(item).form).toBe('wait');
  });

  it('is what keeps the worker off what is freed', async () => {
    expect(await nearest(programFor([{ ...flushed, free }]))).toBeUndefined();
    // Queued and begun; freed under the worker, which looks at it.
    expect(await nearest(programFor([{ ...queued, free }]))).toMatchObject({
      check: 'BUG_ON',
      steps: 4,
      at: 'worker begin',
    });
  });

  it('cannot keep off a worker whose item is queued again', async () => {
    // Flushed with nothing queued; queued and begun; freed; looked at.
    const unqueued = { flush_work: flush_work(item), free };
    expect(await nearest(programFor([unqueued, queued]))).toMatchObject({ check: 'BUG_ON', steps: 5 });
  });

  it('waits for ever in the function of the item itself', async () => {
    const itself = kworker('itself', { flush_work: flush_work(item) });
    const threads = { ...threadsOf(mm, {}, queued), itself };
    expect(await nearest(programOf(mm, threads))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('itself waits at flush_work'),
      steps: 2,
    });
  });
});

describe('cancel_work_sync', () => {
  it('takes the item off the queue', () => {
    const walk = new Walk(programFor([cancelled])).step('cpu0', 'cpu0');
    expect([walk.at('cpu0'), walk.choices('worker')]).toEqual(['end', 0]);
    expect(walk.state.shared.item).toEqual({ pending: false, running: false });
  });

  it('waits for an item that is running, and takes it off the queue then', () => {
    const walk = new Walk(programFor([cancelled, queued])).step('cpu0', 'worker', 'cpu1');
    const choices = [walk.choices('cpu0')];
    for (let i = 0; i < 3; i++) choices.push(walk.step('worker').choices('cpu0'));
    expect(choices).toEqual([0, 0, 0, 1]);
    expect(walk.step('cpu0').choices('worker')).toBe(0);
    expect(cancel_work_sync(item).form).toBe('wait');
  });

  it('keeps the worker off what is freed', async () => {
    expect(await nearest(programFor([{ ...cancelled, free }]))).toBeUndefined();
  });
});

describe('work_done', () => {
  it('is reported in atomic context', async () => {
    const leaking = kworker('leaking', { rcu_read_lock });
    expect(await nearest(programOf(mm, { ...threadsOf(mm, {}, queued), leaking }))).toEqual({
      check: 'lockdep',
      message: 'workqueue leaked lock or atomic: the work function returns in atomic context',
      steps: 4,
      at: 'leaking done',
    });
  });
});
