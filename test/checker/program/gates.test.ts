import { describe, expect, it } from 'vitest';
import {
  bool,
  count,
  goto,
  type Machine,
  machine,
  masks,
  pointer,
  record,
  type Shape,
  spin,
  type ThreadOptions,
  tasks,
  thread,
  wait,
} from '../../../model/language/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  flag: bool(),
  /** Held by somebody, and no lock that anybody watches; the other one is watched. */
  lock: record({ owner: pointer('task') }),
  watched: record({ owner: pointer('task') }, { name: 'lock', owner: 'owner' }),
  task: tasks({ irqs_off: masks('interrupt', bool()), softirqs_off: masks('softirq', count(2)) }),
});
type Mm = typeof mm.state;
type My = { readonly current: number };

const nothing = () => {};
const raise = (s: Mm) => {
  s.flag = true;
};
const irqs = (off: boolean) => (s: Mm, my: My) => {
  s.task[my.current]!.irqs_off = off;
};
const softirqs = (off: number) => (s: Mm, my: My) => {
  s.task[my.current]!.softirqs_off = off;
};
const lock = spin(
  (s: Mm) => s.lock.owner === null,
  (s: Mm, my: My) => {
    s.lock.owner = my.current as never;
  },
);
const unlock = (s: Mm) => {
  s.lock.owner = null;
};

const program = (
  threads: Record<string, readonly [object, ThreadOptions]>,
  of: Machine<Shape> = mm as never,
) =>
  programOf(
    of,
    Object.fromEntries(
      Object.entries(threads).map(([name, [listing, options]]) => [
        name,
        thread(of.fn(name, 'mm/example.c', {}, {}, listing as never), {}, options),
      ]),
    ),
  );
const task: ThreadOptions = { cpu: 0 };
const softirq: ThreadOptions = { cpu: 0, context: 'softirq' };
const interrupt: ThreadOptions = { cpu: 0, context: 'interrupt' };
const two = { first: nothing, second: nothing };

async function sizeOf(made: ReturnType<typeof program>): Promise<readonly number[]> {
  const { states, transitions, depth } = await explore(made);
  await expectAgreement(made.scenario, 'only');
  return [states, transitions, depth];
}

/** States are how far the one and the other have come, from 0 to 2. */
describe('a handler of two steps on the CPU of a task of two', () => {
  /** All nine, but the task does not go on from the three in which the handler is half way: 12 - 2 steps. */
  it.each([interrupt, softirq])(
    'comes between any two of its steps, and is over before it goes on: %o',
    async (how) => {
      expect(await sizeOf(program({ task: [two, task], handler: [two, how] }))).toEqual([9, 10, 4]);
    },
  );

  it('has nothing to do with it on another CPU', async () => {
    expect(await sizeOf(program({ task: [two, task], handler: [two, { ...interrupt, cpu: 1 }] }))).toEqual([
      9, 12, 4,
    ]);
  });

  /** All but the one in which both are half way: the handler begins before, 2 steps, or behind, 2; the task takes 2 and 2. */
  it.each([
    ['interrupts', irqs(true), irqs(false), interrupt],
    ['interrupts, which are off for softirqs too', irqs(true), irqs(false), softirq],
    ['softirqs', softirqs(2), softirqs(0), softirq],
  ])('does not come where the task has it turned off: %s', async (_, disable, enable, how) => {
    const off = { disable, enable };
    expect(await sizeOf(program({ task: [off, task], handler: [two, how] }))).toEqual([8, 8, 4]);
    const elsewhere = { ...how, cpu: 1 };
    expect(await sizeOf(program({ task: [off, task], handler: [two, elsewhere] }))).toEqual([9, 12, 4]);
  });

  it('comes as an interrupt where softirqs are off', async () => {
    const off = { disable: softirqs(1), enable: softirqs(0) };
    expect(await sizeOf(program({ task: [off, task], handler: [two, interrupt] }))).toEqual([9, 10, 4]);
  });

  it('goes on although it turns itself off, or another CPU turns them off for the task', async () => {
    const itself = { disable: irqs(true), enable: irqs(false) };
    expect(await sizeOf(program({ task: [two, task], handler: [itself, interrupt] }))).toEqual([9, 10, 4]);
    const walk = new Walk(
      program({
        other: [{ off: (s: Mm) => irqs(true)(s, { current: 1 }) }, { cpu: 1 }],
        task: [two, task],
        handler: [two, interrupt],
      }),
    );
    walk.step('handler', 'other');
    expect([walk.choices('handler'), walk.choices('task')]).toEqual([1, 0]);
  });
});

describe('handlers of one CPU', () => {
  it('stop each other where the one is an interrupt and the other a softirq, which has interrupts on', async () => {
    expect(await sizeOf(program({ a: [two, softirq], b: [two, interrupt] }))).toEqual([9, 10, 4]);
    const off = { disable: irqs(true), enable: irqs(false) };
    expect(await sizeOf(program({ a: [off, softirq], b: [two, interrupt] }))).toEqual([8, 8, 4]);
    const walk = new Walk(program({ a: [two, softirq], b: [two, interrupt] })).step('b');
    expect(walk.choices('a')).toBe(0);
  });

  it.each([interrupt, softirq])('run one after the other where both are of one context: %o', async (how) => {
    expect(await sizeOf(program({ a: [two, how], b: [two, how] }))).toEqual([8, 8, 4]);
  });

  it('come again and again where they go back to their first label, and have to leave nothing behind', async () => {
    const again = { begin: nothing, over: goto('begin') };
    const walk = new Walk(program({ task: [two, task], timer: [again, { ...interrupt, optional: true }] }));
    walk.step('timer', 'timer', 'task', 'timer');
    expect(walk.choices('task')).toBe(0);
    expect(walk.step('timer').choices('task')).toBe(1);
    const holds = (s: Mm, my: My) => {
      s.watched.owner = my.current as never;
    };
    const keeps = { lock: holds, over: goto('lock') };
    const forgets = program({ task: [two, task], timer: [keeps, { ...interrupt, forever: true }] });
    expect(await nearest(forgets)).toMatchObject({ check: 'held-at-exit', steps: 2 });
    await expectAgreement(forgets.scenario, 'only');
  });
});

describe('a CPU with a handler', () => {
  it('takes interrupts while its task sleeps or spins, and goes on with what they have done', async () => {
    for (const waits of [wait, spin]) {
      const waiting = { begin: nothing, waits: waits((s: Mm) => s.flag) };
      expect(
        await nearest(program({ task: [waiting, task], handler: [{ raise }, interrupt] })),
      ).toBeUndefined();
    }
  });

  it('is stopped for good by a handler that spins for the lock of the task', async () => {
    const threads = {
      task: [{ lock, unlock }, task],
      handler: [{ begin: nothing, lock, unlock }, interrupt],
    } as const;
    const made = program(threads);
    expect(await nearest(made)).toEqual({
      check: 'deadlock',
      message:
        'no thread can go on: task waits at unlock for its CPU, which handler keeps, handler waits at lock',
      steps: 2,
    });
    await expectAgreement(made.scenario, 'only');
    const off = { disable: irqs(true), lock, unlock, enable: irqs(false) };
    expect(await nearest(program({ ...threads, task: [off, task] }))).toBeUndefined();
    const onTwo = { ...threads, handler: [threads.handler[0], { ...interrupt, cpu: 1 }] } as const;
    expect(await nearest(program(onTwo))).toBeUndefined();
  });

  it('is shared by tasks that take turns, whom the handler does not replace', async () => {
    const walk = new Walk(program({ a: [two, task], b: [two, task], handler: [two, interrupt] }));
    walk.step('a', 'handler', 'handler');
    expect([walk.choices('a'), walk.choices('b')]).toEqual([1, 0]);
  });

  it('has its locks seen by who waits for a handler that has been turned off', async () => {
    const waits = { off: irqs(true), waits: spin((s: Mm) => s.flag) };
    expect(await nearest(program({ task: [waits, task], handler: [{ raise }, interrupt] }))).toEqual({
      check: 'deadlock',
      message:
        'no thread can go on: task waits at waits, handler waits at raise for its CPU, which task keeps',
      steps: 1,
    });
  });
});

describe('what is refused', () => {
  it('is a handler that begins by spinning, where there is somebody to interrupt', () => {
    expect(refusal(() => program({ task: [two, task], handler: [{ lock, unlock }, interrupt] }))).toBe(
      "test/small: thread handler shares CPU 0, and its first label 'lock' spins; allowed: a label in front of it, with which the thread takes the CPU",
    );
    expect(program({ handler: [{ lock, unlock }, interrupt] }).gates).toEqual([undefined]);
    expect(program({ task: [{ lock, unlock }, task], handler: [two, interrupt] }).cpus).toEqual([]);
  });

  it('is a field that turns handlers off and is of no thread, or off what is no handler', () => {
    expect(refusal(() => machine({ off: masks('interrupt', bool()) }))).toBe(
      "off: it is to turn handlers off on the CPU of its thread, and belongs to none; allowed: masks('interrupt', …) in tasks({ … })",
    );
    expect(refusal(() => machine({ task: tasks({ off: masks('task' as never, bool()) }) }))).toBe(
      "task[].off: it turns 'task' off, which is no context of handlers; allowed: interrupt, softirq",
    );
  });
});
