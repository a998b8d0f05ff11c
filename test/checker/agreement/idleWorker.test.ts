import { describe, expect, it } from 'vitest';
import { bool, goto, machine, record, tasks, thread, wait } from '../../../model/language/index.ts';
import {
  kernelChecks,
  lock_page,
  pageLock,
  preempt_disable,
  rcu_read_lock,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf } from '../../helpers/programOf.ts';

const mm = machine(
  { page: record({ lock: pageLock() }), list: spinlock(), queued: bool(), task: tasks(taskFields()) },
  kernelChecks,
);
type Mm = typeof mm.state;
const list = (s: Mm) => s.list;

/** A worker that takes an item, does this with it, and waits for the next one; and who queues one. */
async function failuresOf(work: object, optional = true): Promise<string[]> {
  const listing = {
    wait: wait(
      (s: Mm) => s.queued,
      (s: Mm) => {
        s.queued = false;
      },
    ),
    ...work,
    again: goto('wait'),
  };
  const worker = mm.fn('worker', 'mm/example.c', {}, {}, listing as never);
  const queue = mm.fn(
    'queue',
    'mm/example.c',
    {},
    {},
    {
      queue: (s: Mm) => {
        s.queued = true;
      },
    },
  );
  const threads = { worker: thread(worker, {}, { optional, context: 'kworker' }), queue: thread(queue, {}) };
  const space = await expectAgreement(programOf(mm, threads).scenario, 'only', { sought: 'none' });
  return space!.findings.map(({ failure: { check, message } }) => `${check}: ${message}`);
}

describe('a worker that waits for work again', () => {
  it.each([
    ['a page lock', { lock_page: lock_page((s: Mm) => s.page.lock) }, 'page.lock held'],
    ['a spinlock', { spin_lock: spin_lock(list) }, 'list held'],
    ['preemption disabled', { preempt_disable }, 'preempt_count at 1'],
    ['an RCU section open', { rcu_read_lock }, 'rcu_read_lock_nesting at 1'],
  ])('has not kept %s', async (_, work, what) => {
    expect(await failuresOf(work)).toEqual([`held-at-exit: the thread goes idle with ${what}`]);
  });

  it('may have taken and given up what it wants', async () => {
    expect(await failuresOf({ spin_lock: spin_lock(list), spin_unlock: spin_unlock(list) })).toEqual([]);
  });

  it('is only one that need not begin: any other thread has a way round', async () => {
    const round = await failuresOf({ spin_lock: spin_lock(list) }, false);
    expect(round.filter((text) => text.includes('goes idle'))).toEqual([]);
  });
});
