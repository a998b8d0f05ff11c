import { describe, expect, it } from 'vitest';
import { bool, count, machine, tasks, thread, when } from '../../../model/language/index.ts';
import {
  irqFields,
  local_irq_restore,
  local_irq_save,
  read_seqbegin,
  read_seqlock_excl,
  read_seqretry,
  read_sequnlock_excl,
  seqlock,
  taskFields,
  VM_BUG_ON,
  write_seqlock,
  write_sequnlock,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { stuckIn } from '../../helpers/stuckIn.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  sl: seqlock(),
  a: count(2),
  b: count(2),
  task: tasks({ ...taskFields(), ...irqFields() }),
});
type Mm = typeof mm.state;
interface My {
  x: number;
  y: number;
}
const locals = { x: count(2), y: count(2), flags: bool() };
const sl = (s: Mm) => s.sl;
const a = (s: Mm) => {
  s.a++;
};
const b = (s: Mm) => {
  s.b++;
};
const x = (s: Mm, my: My) => {
  my.x = s.a;
};
const y = (s: Mm, my: My) => {
  my.y = s.b;
};
const use = (_s: Mm, my: My) => VM_BUG_ON(my.x !== my.y, 'x != y');

const reader = { seq: read_seqbegin(sl), x, y, retry: when(read_seqretry(sl), 'seq'), use };
const writer = { write_seqlock: write_seqlock(sl), a, b, write_sequnlock: write_sequnlock(sl) };
const excluding = { lock: read_seqlock_excl(sl), x, y, unlock: read_sequnlock_excl(sl), use };
const programFor = (...listings: object[]) => programOf(mm, threadsOf(mm, locals, ...listings));

describe('a seqlock', () => {
  it('lets one write at a time, and has readers go round', async () => {
    const program = programFor(reader, writer, writer);
    expect(await nearest(program)).toBeUndefined();
    expect(await stuckIn(program)).toEqual([]);
  });

  it('is spun for, with preemption off', () => {
    const walk = new Walk(programFor(writer, writer, reader)).step('cpu0');
    expect([walk.choices('cpu1'), walk.choices('cpu2')]).toEqual([0, 0]);
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 1 }, { preempt_count: 0 }, {}]);
    walk.run('cpu0');
    expect([walk.choices('cpu1'), walk.choices('cpu2')]).toEqual([1, 1]);
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 0 }, {}]);
    expect(write_seqlock(sl).form).toBe('spin');
  });

  it('keeps writers out of an exclusive read, which sends no reader round', async () => {
    expect(await nearest(programFor(excluding, excluding, writer))).toBeUndefined();
    const walk = new Walk(programFor(reader, excluding, writer)).step('cpu0', 'cpu1');
    expect(walk.choices('cpu2')).toBe(0);
    expect(walk.run('cpu0')).toEqual(['x', 'y', 'retry', 'use']);
  });

  it('protects nothing from who writes without it', async () => {
    // Begun; a; x is new, y is old, and asked.
    expect(await nearest(programFor(reader, { a, b }))).toMatchObject({ check: 'BUG_ON', steps: 6 });
    // Locked; x is old; a and b; y is new; unlocked.
    expect(await nearest(programFor(excluding, { a, b }))).toMatchObject({ check: 'BUG_ON', steps: 6 });
  });
});

describe('a handler that reads', () => {
  const handler = { comes: () => {}, ...reader };
  const on = (writes: object) => {
    const [task, irq] = [writes, handler].map((listing, i) =>
      mm.fn(`f${i}`, 'an example', {}, locals, listing as never),
    );
    return programOf(mm, {
      task: thread(task!, {}, { cpu: 0 }),
      irq: thread(irq!, {}, { cpu: 0, context: 'interrupt' }),
    });
  };

  it('spins for ever for the writer that it has interrupted', async () => {
    // Locked; interrupted.
    expect(await nearest(on(writer))).toMatchObject({ check: 'deadlock', steps: 2 });
  });

  it('does not where the writer has interrupts off', async () => {
    const irqsave = { save: local_irq_save('flags'), ...writer, restore: local_irq_restore('flags') };
    expect(await nearest(on(irqsave))).toBeUndefined();
  });
});

describe('lockdep', () => {
  it('reports a task that has the lock already', async () => {
    const message = 'possible recursive locking: the task already holds this spinlock';
    const twice = { first: write_seqlock(sl), second: write_seqlock(sl) };
    expect(await nearest(programFor(twice))).toMatchObject({ check: 'lockdep', message, steps: 2 });
  });

  it('reports who gives up what it does not have, or only for reading', async () => {
    const unlock = write_sequnlock(sl);
    const message = 'bad unlock balance: the spinlock is not held';
    expect(await nearest(programFor({ unlock }))).toMatchObject({ check: 'lockdep', message, steps: 1 });
    const reads = { lock: read_seqlock_excl(sl), unlock };
    expect(await nearest(programFor(reads))).toMatchObject({
      check: 'lockdep',
      message: 'bad unlock balance: the task does not write under this seqcount',
      steps: 2,
    });
  });

  it('reports a task that returns with the lock', async () => {
    expect(await nearest(programFor({ lock: write_seqlock(sl) }))).toMatchObject({ check: 'held-at-exit' });
  });
});

describe('one step', () => {
  it('is what its two accesses are for a reason', () => {
    expect(write_seqlock(sl).oneStep).toContain('only delays other writers');
    expect(write_sequnlock(sl).oneStep).toContain('only delays other writers');
  });
});

describe('both engines and the oracle', () => {
  it('agree on seqlocks', async () => {
    await agreeOn(mm, threadsOf(mm, locals, reader, writer, excluding));
  });
});
