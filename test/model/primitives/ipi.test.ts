import { describe, expect, it } from 'vitest';
import { count, goto, machine, table, tasks, thread } from '../../../model/language/index.ts';
import {
  BUG_ON,
  callSingleData,
  cond_resched,
  csd_lock_wait,
  csd_unlock,
  flush_smp_call_function_queue,
  irqFields,
  local_irq_disable,
  local_irq_enable,
  preempt_enable,
  smp_call_function_single,
  spin_lock,
  spin_lock_irq,
  spin_unlock,
  spin_unlock_irq,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { expectAgreement } from '../../helpers/agreement.ts';
import { type Nearest, nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

const mm = machine({
  /** By the number of the CPU that is called. */
  csd: table(2, { data: callSingleData() }),
  lock: spinlock(),
  runs: count(2),
  task: tasks({ ...taskFields(), ...irqFields() }),
});
type Mm = typeof mm.state;
const of = (cpu: number) => (s: Mm) => s.csd[cpu]!.data;
const fn = (name: string, listing: object) => mm.fn(name, 'an example', {}, {}, listing as never);

const run = (s: Mm) => {
  s.runs++;
};
const called = (s: Mm) => {
  BUG_ON(s.runs === 0, 'the function has not run');
};
const ipi = (cpu: number, more: object = {}) => ({
  flush: flush_smp_call_function_queue(of(cpu)),
  run,
  csd_unlock: goto('flush', csd_unlock(of(cpu))),
  ...more,
});
const calls = (cpu: number) => ({
  call: smp_call_function_single(of(cpu), { wait: true }),
  csd_lock_wait: csd_lock_wait(of(cpu)),
});
const handler = (cpu: number, listing: object = ipi(cpu)) =>
  thread(fn(`ipi${cpu}`, listing), {}, { cpu, context: 'interrupt', optional: true });

/** A caller on CPU 0, what CPU 1 does meanwhile, and the handlers of both. */
const program = (caller: object, other: object, ipi1 = ipi(1)) =>
  programOf(mm, {
    caller: thread(fn('caller', caller), {}, { cpu: 0 }),
    other: thread(fn('other', other), {}, { cpu: 1 }),
    ipi0: handler(0),
    ipi1: handler(1, ipi1),
  });
const found = async (...given: Parameters<typeof program>): Promise<Nearest | undefined> => {
  await expectAgreement(program(...given).scenario, 'only');
  return nearest(program(...given));
};
const deadlock = async (...given: Parameters<typeof program>) => {
  const { findings } = await explore(program(...given), { sought: { by: 'deadlock' } });
  return findings.find(({ failure }) => failure.check === 'deadlock')?.failure.message;
};

const idle = { idle: () => {} };

describe('smp_call_function_single', () => {
  it('has the other CPU run a function, and waits for it', async () => {
    expect(await found({ ...calls(1), called }, idle)).toBeUndefined();
    const waitsNot = { call: smp_call_function_single(of(1), { wait: true }), called, preempt_enable };
    expect(await found(waitsNot, idle)).toMatchObject({ check: 'BUG_ON', steps: 2 });
  });

  it('waits while the other CPU has interrupts off, and is answered then', async () => {
    expect(
      await found({ ...calls(1), called }, { local_irq_disable, ...idle, local_irq_enable }),
    ).toBeUndefined();
  });

  /** caller has the lock, 1, other has interrupts off, 1, and waits for it; caller calls, 1, and waits for other. */
  it('waits for ever for a CPU that spins with interrupts off for a lock of the caller', async () => {
    const locked = { lock: spin_lock(lock_of), ...calls(1), unlock: spin_unlock(lock_of) };
    const spins = { local_irq_disable, lock: spin_lock_irq(lock_of), unlock: spin_unlock_irq(lock_of) };
    expect(await deadlock(locked, spins)).toBe(
      'no thread can go on: caller waits at csd_lock_wait, other waits at lock',
    );
    // Up to the lock interrupts are on, though not in the kernel: the step of the lock alone turns them off.
    const { local_irq_disable: _, ...late } = spins;
    expect(await deadlock(locked, late)).toBeUndefined();
  });

  it('lets two CPUs call each other, with interrupts on', async () => {
    expect(await deadlock(calls(1), calls(0))).toBeUndefined();
    expect(await found({ local_irq_disable, ...calls(1), local_irq_enable }, calls(0))).toMatchObject({
      check: 'WARN_ON',
      message: 'WARN_ON(cpu_online(this_cpu) && irqs_disabled() && !oops_in_progress)',
      at: 'caller call',
    });
  });

  it('is for tasks alone', async () => {
    const call = smp_call_function_single(of(0), { wait: false });
    const again = {
      flush: flush_smp_call_function_queue(of(1)),
      call,
      over: goto('flush', csd_unlock(of(1))),
    };
    expect(await found(calls(1), idle, again as never)).toMatchObject({
      check: 'WARN_ON',
      message: 'WARN_ON(cpu_online(this_cpu) && irqs_disabled() && !oops_in_progress)',
      at: 'ipi1 call',
    });
  });

  it('waits with preemption disabled', async () => {
    const sleeps = {
      call: smp_call_function_single(of(1), { wait: true }),
      cond_resched,
      csd_lock_wait: csd_lock_wait(of(1)),
    };
    expect(await found(sleeps, idle)).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: cond_resched with preemption disabled',
    });
  });

  it('spins where nobody waits for the call before, until the handler has given that up', async () => {
    const nowait = smp_call_function_single(of(1), { wait: false });
    const early = {
      flush: flush_smp_call_function_queue(of(1)),
      csd_unlock: csd_unlock(of(1)),
      run: goto('flush', run),
    };
    const { findings, states } = await explore(
      program({ call: nowait, again: nowait }, idle, early as never),
    );
    expect(findings).toEqual([]);
    expect(states).toBeGreaterThan(8);
  });
});

describe('csd_unlock', () => {
  it('is of a call that is not over', async () => {
    const twice = {
      flush: flush_smp_call_function_queue(of(1)),
      csd_unlock: csd_unlock(of(1)),
      over: goto('flush', csd_unlock(of(1))),
    };
    expect(await found(calls(1), idle, twice as never)).toMatchObject({ check: 'WARN_ON', at: 'ipi1 over' });
  });
});

function lock_of(s: Mm) {
  return s.lock;
}
