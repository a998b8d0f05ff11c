import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import type { Program } from '../../../checker/program/program.ts';
import {
  any,
  bounded,
  count,
  either,
  goto,
  machine,
  type Ptr,
  pointer,
  size,
  type Thread,
  table,
  tasks,
  thread,
  unless,
  wait,
} from '../../../model/language/index.ts';
import {
  BUG_ON,
  CONFIG_PREEMPT,
  kernelChecks,
  kmem_cache_alloc,
  kmem_cache_free,
  lock_page,
  pageLock,
  preempt_disable,
  preempt_enable,
  slab,
  taskFields,
  unlock_page,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine(
  {
    o: slab(size('objects', 1), {}),
    page: table(2, { used: count(1), lock: pageLock() }),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface Has {
  obj: Ptr<'o'>;
}

const keep = (_s: Mm, my: Has, row: Ptr<'o'>) => {
  my.obj = row;
};
const alloc = kmem_cache_alloc('o', keep);
const free = (s: Mm, my: Has) => {
  kmem_cache_free(s.o[my.obj!]!, s);
};
const [lock_a, unlock_a] = [lock_page((s: Mm) => s.page[0]!.lock), unlock_page((s: Mm) => s.page[0]!.lock)];
const [lock_b, unlock_b] = [lock_page((s: Mm) => s.page[1]!.lock), unlock_page((s: Mm) => s.page[1]!.lock)];
const locals = { obj: pointer('o') };
const running = (...listings: object[]) => programOf(mm, threadsOf(mm, locals, ...listings));

const full = (at: string, what = 'kmem_cache_alloc', more = ' (--set objects=…)') =>
  `the table o has 1 row, and ${what} in ${at} found none free; give it more rows${more}, or say that the allocation may fail or wait`;

/** The verdict of a program, the nearest check that fails, and why nothing is proved; all engines agree on the space. */
async function verdictOf(program: Program) {
  await expectAgreement(program.scenario, 'only');
  const { verdict, violation, incomplete } = await check(program.scenario, 'only');
  const reasons = incomplete.filter((reason) => !/never fired|no run ends/.test(reason));
  return violation === undefined ? [verdict, ...reasons] : [verdict, violation.check, violation.message];
}

describe('a table without a free row, where a run cannot go on for it', () => {
  it('is a bound that was reached', async () => {
    expect(await verdictOf(running({ alloc, again: alloc, free }))).toEqual([
      'incomplete',
      full('f0 at again'),
    ]);
  });

  it('is none where somebody frees one, or a row more is there', async () => {
    expect(await verdictOf(running({ alloc, free }, { alloc, free }))).toEqual(['holds']);
    const { scenario } = running({ alloc, free, again: alloc, free_again: free });
    expect((await check(scenario, 'only', { objects: 2 })).verdict).toBe('holds');
  });

  it('is told of each label once, also where it is a call’s or an operation of one’s own', async () => {
    const take = bounded(
      { table: 'o', what: 'mempool', instead: 'the allocation may fail or wait' },
      either(
        any(
          'o',
          (s: Mm, _my: Has, row) => !s.o[row]!.slab.inuse,
          (s, my, row) => {
            s.o[row]!.slab.inuse = true;
            my.obj = row;
          },
        ),
      ),
    );
    const taker = { take, never: wait(() => false) };
    expect((await verdictOf(running({ alloc, again: alloc }, { alloc, again: alloc }))).sort()).toEqual(
      [
        full('f0 at again'),
        full('f1 at again'),
        full('f0 at alloc'),
        full('f1 at alloc'),
        'incomplete',
      ].sort(),
    );
    expect(await verdictOf(running({ alloc, take, free }))).toEqual([
      'incomplete',
      full('f0 at take', 'mempool'),
    ]);
    // Whoever waits for nothing that anybody could do is in a deadlock, whatever others wait for.
    expect(await verdictOf(running(taker, { alloc, free }))).toEqual([
      'violated',
      'deadlock',
      'these can never go on: cpu0 waits at never',
    ]);
  });

  it('is what those wait for, too, who wait for one that waits for it', async () => {
    const holder = { alloc, lock_a, again: alloc, unlock_a, free };
    const waiter = { lock_a, unlock_a };
    expect(await verdictOf(running(holder, waiter))).toEqual(['incomplete', full('f0 at again')]);
    const asks = { wait: wait((s: Mm) => s.page[0]!.used === 1) };
    expect(await verdictOf(running(holder, asks))).toEqual(['incomplete', full('f0 at again')]);
  });

  it('leaves a deadlock of others what it is', async () => {
    const one = { lock_a, lock_b, unlock_b, unlock_a };
    const two = { lock_b, lock_a, unlock_a, unlock_b };
    expect(await verdictOf(running(one, two, { alloc, again: alloc }))).toEqual([
      'violated',
      'deadlock',
      'these can never go on: cpu0 waits at lock_b, cpu1 waits at lock_a',
    ]);
  });

  it('leaves what fails elsewhere what it is', async () => {
    const bug = { lock_a, bug: () => BUG_ON(true, 'always') };
    expect(await verdictOf(running({ alloc, again: alloc }, bug))).toContain('BUG_ON');
  });

  it('is no hung task beside one that goes on for ever, and no lockup of who waits for it', async () => {
    const tick = mm.fn('tick', 'mm/example.c', {}, {}, { tick: () => {}, again: goto('tick') });
    const timer = { timer: thread(tick, {}, { forever: true }) };
    const all = (...listings: object[]) => programOf(mm, { ...threadsOf(mm, locals, ...listings), ...timer });
    const holder = { alloc, lock_a, again: alloc, unlock_a, free };
    expect(await verdictOf(all(holder))).toEqual(['incomplete', full('f0 at again')]);
    expect(await verdictOf(all(holder, { lock_a, unlock_a }))).toEqual(['incomplete', full('f0 at again')]);
  });

  it('is no place where a thread sleeps and lets another one have its CPU', async () => {
    const onCpu = (listing: object, name: string): Thread =>
      thread(mm.fn(name, 'mm/example.c', {}, locals, listing as never), {}, { cpu: 0 });
    const threads = {
      first: onCpu({ alloc, again: alloc, free }, 'first'),
      second: onCpu(
        {
          preempt_disable,
          touched: (s: Mm) => {
            s.page[0]!.used = 1;
          },
          preempt_enable,
        },
        'second',
      ),
    };
    const { scenario } = programOf(mm, threads);
    const space = await expectAgreement(scenario, 'only', { sought: 'none' });
    expect(space).toMatchObject({ reached: ['first.again'], findings: [] });
    // Once it has begun it keeps its CPU, so the other one comes before it or never: the start, one state behind the first
    // allocation, three on the other one's way, and one behind that. Asleep it would let the other one have three more.
    expect(space!.states).toBe(6);
    const { scenario: preempted } = programOf(mm, threads, { preemption: CONFIG_PREEMPT });
    const other = await expectAgreement(preempted, 'only', { sought: 'none' });
    expect(other).toMatchObject({ reached: ['first.again'], findings: [] });
  });
});

describe('an allocation that may fail', () => {
  const has = (_s: Mm, my: Has) => my.obj !== null;

  it('goes on with what it is to do then, whether or not a row is free', async () => {
    const fails = (_s: Mm, my: Has) => {
      my.obj = null;
    };
    const mayFail = kmem_cache_alloc('o', keep, { mayFail: fails });
    const listing = { mayFail, has: unless(has, 'return'), again: mayFail, bug: () => BUG_ON(true, 'both') };
    expect(await verdictOf(running({ mayFail, has: unless(has, 'return'), free }))).toEqual(['holds']);
    expect(await verdictOf(running(listing))).toContain('BUG_ON');
  });

  it('goes where it is to go', async () => {
    const first = kmem_cache_alloc('o', keep, { mayFail: goto('return') });
    const second = kmem_cache_alloc('o', keep, { mayFail: goto('free') });
    // With one row it always fails, and goes there.
    expect(await verdictOf(running({ first, second, free }))).toEqual([
      'incomplete',
      'branch 1 of f0.second is never taken',
    ]);
  });
});

describe('an allocation that may wait', () => {
  const mempool = kmem_cache_alloc('o', keep, { mayWait: true });

  it('waits for a row, and is in a deadlock where nobody frees one', async () => {
    expect(await verdictOf(running({ mempool, free }, { mempool, free }))).toEqual(['holds']);
    expect(await verdictOf(running({ mempool, again: mempool, free }))).toEqual([
      'violated',
      'deadlock',
      'no thread can go on: cpu0 waits at again',
    ]);
  });

  it('must not be where nothing may sleep', async () => {
    expect(await verdictOf(running({ preempt_disable, mempool, preempt_enable, free }))).toEqual([
      'violated',
      'lockdep',
      'sleeping function called from invalid context: kmem_cache_alloc with preemption disabled',
    ]);
  });

  it('does not fail besides', () => {
    const both = { mayWait: true, mayFail: () => {} } as never;
    expect(() => kmem_cache_alloc('o', keep, both)).toThrow(
      "kmem_cache_alloc('o'): it may fail and wait; allowed: one of the two",
    );
  });
});
