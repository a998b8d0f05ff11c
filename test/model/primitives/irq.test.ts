import { describe, expect, it } from 'vitest';
import { bool, count, machine, type ThreadOptions, tasks, thread } from '../../../model/language/index.ts';
import {
  CONFIG_PREEMPT,
  cond_resched,
  in_hardirq,
  in_interrupt,
  in_serving_softirq,
  in_softirq,
  in_task,
  irqFields,
  irqs_disabled,
  local_bh_disable,
  local_bh_enable,
  local_irq_disable,
  local_irq_enable,
  local_irq_restore,
  local_irq_save,
  taskFields,
} from '../../../model/primitives/index.ts';
import { in_atomic } from '../../../model/primitives/task.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { type Nearest, nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ n: count(3), task: tasks({ ...taskFields(), ...irqFields(1) }) });
const locals = { flags: bool(), inner: bool() };

const nothing = () => {};
const two = { first: nothing, second: nothing };
const interrupt: ThreadOptions = { cpu: 0, context: 'interrupt' };
const softirq: ThreadOptions = { cpu: 0, context: 'softirq' };

const program = (task: object, handler: object = two, how: ThreadOptions = interrupt) => {
  const fn = (name: string, listing: object) => mm.fn(name, 'an example', {}, locals, listing as never);
  return programOf(mm, {
    task: thread(fn('runs', task), {}, { cpu: 0 }),
    handler: thread(fn('handles', handler), {}, how),
  });
};

/** How many states there are, on all engines; of them the handler is half way in as many as it can come in. */
async function sizeOf(...given: Parameters<typeof program>): Promise<number> {
  const made = program(...given);
  const { states, findings } = await explore(made);
  expect(findings).toEqual([]);
  await expectAgreement(made.scenario, 'only');
  return states;
}
const found = async (...given: Parameters<typeof program>): Promise<Nearest | undefined> => {
  await expectAgreement(program(...given).scenario, 'only');
  return nearest(program(...given));
};

/** A task of n labels and a handler that comes once: n + 1 places, each before, in and behind it, but for those it misses. */
describe('a task with interrupts disabled', () => {
  it('is not interrupted, by neither an interrupt nor a softirq', async () => {
    const off = { local_irq_disable, here: nothing, local_irq_enable };
    expect(await sizeOf(off)).toBe(4 * 3 - 2);
    expect(await sizeOf(off, two, softirq)).toBe(4 * 3 - 2);
    expect(await sizeOf({ a: nothing, b: nothing, c: nothing })).toBe(4 * 3);
  });

  it('is not interrupted again before the outermost flags are restored', async () => {
    const nested = {
      save: local_irq_save('flags'),
      again: local_irq_save('inner'),
      restore: local_irq_restore('inner'),
      here: nothing,
      enable: local_irq_restore('flags'),
    };
    // Four of six places have interrupts off; each local is forgotten at the end alone, which makes no place two.
    expect(await sizeOf(nested)).toBe(6 * 3 - 4);
    const byHand = { ...nested, restore: local_irq_enable };
    expect(await found(byHand)).toEqual({
      check: 'WARN_ON',
      message: 'WARN_ON(raw_local_irq_restore() called with IRQs enabled)',
      steps: 5,
      at: 'task enable',
    });
  });

  it('sees that flags are stale where one local is used twice, or the outer ones are restored first', async () => {
    const twice = {
      save: local_irq_save('flags'),
      again: local_irq_save('flags'),
      restore: local_irq_restore('flags'),
      outer: local_irq_restore('flags'),
    };
    const heldAtExit = { check: 'held-at-exit', message: 'the thread returns with irqs_disabled at true' };
    expect(await found(twice)).toMatchObject({ ...heldAtExit, at: 'task outer' });
    const crossed = { save: local_irq_save('flags'), again: local_irq_save('inner') };
    const wrong = { ...crossed, restore: local_irq_restore('flags'), outer: local_irq_restore('inner') };
    expect(await found(wrong)).toMatchObject({ check: 'WARN_ON', at: 'task outer' });
  });

  it('must not leave them so', async () => {
    expect(await found({ local_irq_disable, last: nothing })).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with irqs_disabled at true',
    });
  });

  it('must not sleep, and is not preempted', async () => {
    expect(await found({ local_irq_disable, cond_resched, local_irq_enable })).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: cond_resched with interrupts disabled',
      steps: 2,
    });
    const state = { task: [{ preempt_count: 0, rcu_read_lock_nesting: 0, irqs_disabled: true }] };
    expect(CONFIG_PREEMPT(state, { current: 0 as never, context: 'task' })).toBe(false);
  });
});

describe('a task with softirqs disabled', () => {
  const off = { local_bh_disable, here: nothing, local_bh_enable };

  it('is interrupted by interrupts alone', async () => {
    expect(await sizeOf(off, two, softirq)).toBe(4 * 3 - 2);
    expect(await sizeOf(off)).toBe(4 * 3);
  });

  it('must not sleep, and enables them as often as it disabled them, with interrupts on', async () => {
    expect(await found({ local_bh_disable, cond_resched, local_bh_enable })).toMatchObject({
      message: 'sleeping function called from invalid context: cond_resched with softirqs disabled',
    });
    expect(await found({ local_bh_enable })).toMatchObject({
      check: 'lockdep',
      message: 'bad unlock balance: softirqs are not disabled',
    });
    expect(
      await found({ local_bh_disable, local_irq_disable, local_bh_enable, local_irq_enable }),
    ).toMatchObject({
      check: 'lockdep',
      message: 'lockdep_assert_irqs_enabled()',
      at: 'task local_bh_enable',
    });
    expect(await found({ local_bh_disable, last: nothing })).toMatchObject({ check: 'held-at-exit' });
  });
});

describe('a handler', () => {
  it.each([
    ['an interrupt', interrupt],
    ['a softirq', softirq],
  ])('must not sleep: %s', async (what, how) => {
    expect(await found(two, { cond_resched }, how)).toMatchObject({
      check: 'lockdep',
      message: `sleeping function called from invalid context: cond_resched in ${what}`,
      steps: 1,
    });
  });

  it('keeps interrupts off while it handles one, and does not enable softirqs', async () => {
    expect(await found(two, { local_irq_enable })).toMatchObject({
      check: 'lockdep',
      message: 'DEBUG_LOCKS_WARN_ON(lockdep_hardirq_context())',
    });
    expect(await found(two, { local_bh_disable, local_bh_enable })).toMatchObject({
      check: 'WARN_ON',
      message: 'WARN_ON(in_hardirq())',
    });
    expect(await found(two, { local_irq_disable, local_irq_enable }, softirq)).toBeUndefined();
  });

  it('saves and restores flags as anybody does', async () => {
    const saves = { save: local_irq_save('flags'), restore: local_irq_restore('flags') };
    expect(await found(two, saves)).toBeUndefined();
    expect(await found(two, saves, softirq)).toBeUndefined();
  });
});

describe('who runs', () => {
  it('is what the kernel calls it', () => {
    const asks = [
      in_task,
      in_hardirq,
      in_serving_softirq,
      in_softirq,
      in_interrupt,
      irqs_disabled,
      in_atomic,
    ];
    const state = (off: object) => ({
      task: [
        {
          preempt_count: 0,
          rcu_read_lock_nesting: 0,
          irqs_disabled: false,
          softirq_disable_count: 0,
          ...off,
        },
      ],
    });
    const answers = (context: 'task' | 'softirq' | 'interrupt', off = {}) =>
      asks.filter((ask) => ask(state(off), { current: 0 as never, context }));
    expect(answers('task')).toEqual([in_task]);
    expect(answers('task', { irqs_disabled: true })).toEqual([in_task, irqs_disabled, in_atomic]);
    expect(answers('task', { softirq_disable_count: 1 })).toEqual([
      in_task,
      in_softirq,
      in_interrupt,
      in_atomic,
    ]);
    expect(answers('softirq')).toEqual([in_serving_softirq, in_softirq, in_interrupt, in_atomic]);
    expect(answers('interrupt')).toEqual([in_hardirq, in_interrupt, irqs_disabled, in_atomic]);
  });

  it('must be kept by the machine', () => {
    const without = machine({ task: tasks(taskFields()) });
    const fn = without.fn('f', 'an example', {}, {}, { local_irq_disable: local_irq_disable as never });
    expect(refusal(() => new Walk(programOf(without, { a: thread(fn, {}) })).step('a'))).toContain(
      "the machine's table 'task' has no field 'irqs_disabled'; allowed: task: tasks({ ...taskFields(), ...irqFields() })",
    );
  });
});
