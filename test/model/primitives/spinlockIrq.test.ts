import { describe, expect, it } from 'vitest';
import { bool, machine, type ThreadOptions, tasks, thread } from '../../../model/language/index.ts';
import {
  irqFields,
  spin_lock,
  spin_lock_bh,
  spin_lock_irq,
  spin_lock_irqsave,
  spin_unlock,
  spin_unlock_bh,
  spin_unlock_irq,
  spin_unlock_irqrestore,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { type Nearest, nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  lock: spinlock(),
  other: spinlock(),
  task: tasks({ ...taskFields(), ...irqFields() }),
});
type Mm = typeof mm.state;
const lock = (s: Mm) => s.lock;
const other = (s: Mm) => s.other;

const begin = () => {};
const plain = { lock: spin_lock(lock), unlock: spin_unlock(lock) };
const irq = { lock: spin_lock_irq(lock), unlock: spin_unlock_irq(lock) };
const irqsave = { lock: spin_lock_irqsave(lock, 'flags'), unlock: spin_unlock_irqrestore(lock, 'flags') };
const bh = { lock: spin_lock_bh(lock), unlock: spin_unlock_bh(lock) };
const locks = { plain, irq, irqsave, bh };

const program = (task: object, handler: object, how: ThreadOptions) => {
  const fn = (name: string, listing: object) =>
    mm.fn(name, 'an example', {}, { flags: bool() }, listing as never);
  return programOf(mm, {
    task: thread(fn('runs', task), {}, { cpu: 0 }),
    handler: thread(fn('handles', { begin, ...handler }), {}, how),
  });
};
/** Whether it comes to a deadlock, and in how many steps; what lockdep says of the locks anyway is another question. */
const deadlock = async (...given: Parameters<typeof program>) => {
  await expectAgreement(program(...given).scenario, 'only', { sought: { by: 'deadlock' } });
  const { findings } = await explore(program(...given), { sought: { by: 'deadlock' } });
  const found = findings.find(({ failure }) => failure.check === 'deadlock');
  return found === undefined ? undefined : found.states.length - 1;
};
const found = async (...given: Parameters<typeof program>): Promise<Nearest | undefined> => {
  await expectAgreement(program(...given).scenario, 'only');
  return nearest(program(...given));
};

describe('a lock that a handler takes too', () => {
  const on = (context: 'interrupt' | 'softirq', cpu: number): ThreadOptions => ({ context, cpu });
  const all = ['plain', 'irq', 'irqsave', 'bh'] as const;

  /** The handler comes behind the lock, 1 step, with its first label, 2, and spins for what it has stopped. */
  it.each(all)('is a deadlock on one CPU unless interrupts, or softirqs, are off: %s', async (how) => {
    const interrupted = how === 'plain' || how === 'bh' ? 2 : undefined;
    expect(await deadlock(locks[how], plain, on('interrupt', 0))).toBe(interrupted);
    expect(await deadlock(locks[how], plain, on('softirq', 0))).toBe(how === 'plain' ? 2 : undefined);
  });

  it.each(all)('is none on two CPUs, and the handler too may disable what it likes: %s', async (how) => {
    expect(await deadlock(locks[how], plain, on('interrupt', 1))).toBeUndefined();
    expect(await deadlock(irq, irqsave, on('interrupt', 0))).toBeUndefined();
    if (how !== 'plain') expect(await deadlock(bh, locks[how], on('softirq', 0))).toBeUndefined();
  });

  /** The task takes it with its first step in one run, the handler with its second in another: on any CPU. */
  it.each(all)('is inconsistent where the task holds it with handlers on: %s', async (how) => {
    const inconsistent = { check: 'inconsistent-lock-state', steps: 2, at: 'handler lock' };
    for (const cpu of [0, 1]) {
      const interrupted = await found(locks[how], plain, on('interrupt', cpu));
      if (how === 'plain' || how === 'bh') expect(interrupted).toMatchObject(inconsistent);
      else expect(interrupted).toBeUndefined();
      const softirq = await found(locks[how], plain, on('softirq', cpu));
      if (how === 'plain') expect(softirq).toMatchObject(inconsistent);
      else expect(softirq).toBeUndefined();
    }
  });
});

describe('the locks that disable interrupts', () => {
  it('do it with the step that takes the lock, and undo it with the one that gives it up', () => {
    for (const [how, off] of [
      [irq, { irqs_disabled: true, softirq_disable_count: 0 }],
      [irqsave, { irqs_disabled: true, softirq_disable_count: 0 }],
      [bh, { irqs_disabled: false, softirq_disable_count: 1 }],
    ] as const) {
      const walk = new Walk(program(how, {}, { context: 'interrupt', cpu: 1 })).step('task');
      expect(walk.state.shared.lock).toEqual({ owner: 0 });
      expect(walk.state.shared.task).toMatchObject([{ ...off, preempt_count: 1 }, {}]);
      walk.step('task');
      expect(walk.state.shared.lock).toEqual({ owner: null });
      const on = { irqs_disabled: false, softirq_disable_count: 0, preempt_count: 0 };
      expect(walk.state.shared.task).toMatchObject([on, {}]);
    }
  });

  it('enable them too early where one that does not ask is inside of one that does', async () => {
    const nested = {
      lock: spin_lock_irqsave(lock, 'flags'),
      inner: spin_lock_irq(other),
      outer: spin_unlock_irq(other),
      unlock: spin_unlock_irqrestore(lock, 'flags'),
    };
    const early = { ...nested, unlock: begin, later: nested.unlock };
    expect(await deadlock(early, plain, { context: 'interrupt', cpu: 0 })).toBe(4);
    expect(await found(nested, {}, { context: 'interrupt', cpu: 0 })).toMatchObject({
      check: 'WARN_ON',
      message: 'WARN_ON(raw_local_irq_restore() called with IRQs enabled)',
    });
  });

  it('are checked as any spinlock is', async () => {
    const again = { lock: spin_lock_irq(lock), again: spin_lock_irq(lock), unlock: spin_unlock_irq(lock) };
    expect(await found(again, {}, { context: 'interrupt', cpu: 0 })).toMatchObject({
      check: 'lockdep',
      message: 'possible recursive locking: the task already holds this spinlock',
    });
    expect(await found({ unlock: spin_unlock_bh(lock) }, {}, { context: 'softirq', cpu: 0 })).toMatchObject({
      check: 'lockdep',
      message: 'bad unlock balance: the spinlock is not held',
    });
    expect(
      await found(
        { lock: spin_lock_irq(lock), unlock: spin_unlock(lock) },
        {},
        { context: 'softirq', cpu: 0 },
      ),
    ).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with irqs_disabled at true',
    });
  });
});
