import { describe, expect, it } from 'vitest';
import {
  bool,
  either,
  goto,
  machine,
  on,
  otherwise,
  type Preemption,
  pointer,
  spin,
  type ThreadOptions,
  tasks,
  thread,
  wait,
  yields,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ flag: bool(), held: pointer('task'), task: tasks({ preemptible: bool() }) });
type Mm = typeof mm.state;
type My = { readonly current: number };
type Rule = Preemption<Mm>;

const nothing = () => {};
const raise = (s: Mm) => {
  s.flag = true;
};
const raised = (s: Mm) => s.flag;
const fn = (name: string, listing: object) => mm.fn(name, 'mm/example.c', {}, {}, listing as never);

/** One thread for each listing, named by its function, each with its options. */
const program = (threads: Record<string, readonly [object, ThreadOptions]>, preemption?: Rule) =>
  programOf(
    mm,
    Object.fromEntries(
      Object.entries(threads).map(([name, [listing, options]]) => [
        name,
        thread(fn(name, listing), {}, options),
      ]),
    ),
    preemption === undefined ? {} : { preemption },
  );
const cpu0: ThreadOptions = { cpu: 0 };
const two = { first: nothing, second: nothing };

async function sizeOf(made: ReturnType<typeof program>): Promise<readonly number[]> {
  const { states, transitions, depth } = await explore(made);
  await expectAgreement(made.scenario, 'only');
  return [states, transitions, depth];
}

describe('two threads of two steps', () => {
  /** States are how far both have come, from 0 to 2: nine. */
  it('interleave in every way where each has its CPU', async () => {
    expect(await sizeOf(program({ a: [two, {}], b: [two, {}] }))).toEqual([9, 12, 4]);
    expect(await sizeOf(program({ a: [two, { cpu: 1 }], b: [two, { cpu: 0 }] }))).toEqual([9, 12, 4]);
  });

  /** 00, then 10 20 21 22 or 01 02 12 22: all but 11, where each would have been replaced half way. */
  it('run one after the other on one CPU', async () => {
    expect(await sizeOf(program({ a: [two, cpu0], b: [two, cpu0] }))).toEqual([8, 8, 4]);
  });

  it('interleave in every way on one CPU where they may always be preempted', async () => {
    expect(await sizeOf(program({ a: [two, cpu0], b: [two, cpu0] }, () => true))).toEqual([9, 12, 4]);
  });

  /** As one after the other, and 11 from 10, where b begins while a yields; from there b goes on to 12. */
  it('change over where one of them yields', async () => {
    const yielding = { first: nothing, second: yields() };
    expect(await sizeOf(program({ a: [yielding, cpu0], b: [two, cpu0] }))).toEqual([9, 10, 4]);
    expect(await sizeOf(program({ a: [yielding, {}], b: [two, {}] }))).toEqual([9, 12, 4]);
  });

  /** As one after the other, and from 10, where a may be preempted, 11. */
  it('change over where the rule lets one of them be preempted, and nowhere else', async () => {
    const rule: Rule = (_s, my) => my.current === 0;
    expect(await sizeOf(program({ a: [two, cpu0], b: [two, cpu0] }, rule))).toEqual([9, 10, 4]);
  });
});

describe('a thread that waits', () => {
  const waiters = {
    wait: wait(raised),
    'either without a branch that is open': either(
      on(raised),
      on((s: Mm) => s.held !== null),
    ),
  };

  it.each(Object.entries(waiters))('gives up its CPU: %s', async (_, sleep) => {
    const made = program({ a: [{ begin: nothing, sleep }, cpu0], b: [{ raise }, cpu0] });
    expect(await nearest(made)).toBeUndefined();
    expect(new Walk(made).step('a').choices('b')).toBe(1);
  });

  it('keeps it where it spins, or has an otherwise', async () => {
    const spins = program({ a: [{ begin: nothing, spin: spin(raised) }, cpu0], b: [{ raise }, cpu0] });
    expect(await nearest(spins)).toEqual({
      check: 'deadlock',
      message: 'no thread can go on: a waits at spin, b waits at raise for its CPU, which a keeps',
      steps: 1,
    });
    const polls = { begin: nothing, poll: either(on(raised), otherwise()) };
    expect(new Walk(program({ a: [polls, cpu0], b: [{ raise }, cpu0] })).step('a').choices('b')).toBe(0);
  });

  it('waits for its turn when it is woken', () => {
    const waker = { raise, more: nothing };
    const walk = new Walk(program({ a: [{ begin: nothing, wait: wait(raised) }, cpu0], b: [waker, cpu0] }));
    expect(walk.step('a', 'b').choices('a')).toBe(0);
    expect(walk.step('b').choices('a')).toBe(1);
  });

  it('does not get its CPU back before another one by being woken from elsewhere', () => {
    const sleeper = { begin: nothing, wait: wait(raised), end_of_wait: nothing };
    const walk = new Walk(program({ a: [sleeper, cpu0], b: [two, cpu0], waker: [{ raise }, {}] }));
    walk.step('a', 'waker');
    expect([walk.choices('a'), walk.choices('b')]).toEqual([1, 1]);
    expect(walk.step('a').choices('b')).toBe(0);
  });

  it('gives up its CPU where another CPU closes what was open', () => {
    const lower = (s: Mm) => {
      s.flag = false;
    };
    const a = { raise, wait: wait(raised) };
    const walk = new Walk(program({ a: [a, cpu0], b: [two, cpu0], other: [{ lower }, {}] })).step('a');
    expect(walk.choices('b')).toBe(0);
    expect(walk.step('other').choices('b')).toBe(1);
  });
});

describe('an optional thread', () => {
  const kthread = {
    wake: either(on(raised)),
    work: nothing,
    sleep: goto('wake', (s: Mm) => {
      s.flag = false;
    }),
  };

  it('does not keep the CPU before it begins and when it is idle again', () => {
    const optional = { cpu: 0, optional: true };
    const walk = new Walk(
      program({ kthread: [kthread, optional], b: [{ raise, yields: yields(raise), last: nothing }, cpu0] }),
    );
    expect(walk.step('b').choices('kthread')).toBe(1);
    expect(walk.step('kthread').choices('b')).toBe(0);
    expect(walk.step('kthread').choices('b')).toBe(0);
    expect([walk.step('kthread').at('kthread'), walk.choices('b')]).toEqual(['wake', 1]);
    expect(walk.step('b', 'b').at('b')).toBe('end');
  });
});

/** A lock whose holder stays preemptible, and two that spin for it: thread i runs on CPU i modulo the number of CPUs. */
describe('a lock holder that is preempted', () => {
  const free = (s: Mm) => s.held === null;
  const take = (s: Mm, my: My) => {
    s.held = my.current as never;
  };
  const unlock = (s: Mm) => {
    s.held = null;
  };
  const lock = spin(free, take);
  const preemptible = (s: Mm, my: My) => {
    s.task[my.current]!.preemptible = true;
    take(s, my);
  };
  const finish = (s: Mm, my: My) => {
    unlock(s);
    s.task[my.current]!.preemptible = false;
  };
  const listings = {
    holder: { lock: wait(free, preemptible), finish },
    spins: { begin: nothing, lock, unlock },
    too: { begin: nothing, lock, unlock },
  };
  const onCpus = (cpus: number, rule?: Rule) =>
    program(
      Object.fromEntries(Object.entries(listings).map(([name, of], i) => [name, [of, { cpu: i % cpus }]])),
      rule,
    );
  const whilePreemptible: Rule = (s, my) => s.task[my.current]!.preemptible;

  /** One step to take the lock, and one for each of the others to begin to spin: with fewer, somebody has a step. */
  it('is kept from unlocking by who spins on its CPU, with two CPUs', async () => {
    expect(await nearest(onCpus(2, whilePreemptible))).toEqual({
      check: 'deadlock',
      message:
        'no thread can go on: holder waits at finish for its CPU, which too keeps, spins waits at lock, too waits at lock',
      steps: 3,
    });
  });

  it('is not kept from it with three CPUs, or where it is not preempted', async () => {
    expect(await nearest(onCpus(3, whilePreemptible))).toBeUndefined();
    expect(await nearest(onCpus(2))).toBeUndefined();
    expect(await nearest(onCpus(1))).toBeUndefined();
  });
});

describe('a rule of preemption', () => {
  it('is refused where it throws or assigns', async () => {
    const complaint = 'test/small@only: its preemption throws instead of answering for a: ';
    const rules: Rule[] = [
      (s) => s.task[2]!.preemptible,
      (s) => {
        s.flag = true;
        return true;
      },
    ];
    for (const rule of rules) {
      const made = program({ a: [two, cpu0], b: [two, cpu0] }, rule);
      expect(refusal(() => new Walk(made).step('a'))).toContain(complaint);
      await expect(explore(made)).rejects.toThrow(complaint);
    }
  });
});

describe('a guard that is asked whether its thread sleeps', () => {
  it('is refused where it assigns, by its own thread and label', async () => {
    const writes = wait((s: Mm) => {
      s.flag = true;
      return false;
    });
    const made = program({ a: [{ begin: nothing, writes }, cpu0], b: [two, cpu0] });
    const complaint =
      'test/small@only: a at writes: its guard changes the state; allowed: guards that only read';
    expect(refusal(() => new Walk(made).step('a'))).toBe(complaint);
    await expect(explore(made)).rejects.toThrow(complaint);
  });
});
