import { describe, expect, it } from 'vitest';
import { count, machine, tasks, thread, when } from '../../../model/language/index.ts';
import {
  CONFIG_PREEMPT,
  mutex,
  mutex_lock,
  mutex_unlock,
  preempt_disable,
  preempt_enable,
  raw_seqcount_begin,
  raw_write_seqcount_begin,
  raw_write_seqcount_end,
  rcu_read_lock,
  rcu_read_unlock,
  read_seqcount_begin,
  read_seqcount_retry,
  seqcount,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  VM_BUG_ON,
  write_seqcount_begin,
  write_seqcount_end,
  write_seqcount_invalidate,
} from '../../../model/primitives/index.ts';
import { agreeOn } from '../../helpers/agreeOn.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { stuckIn } from '../../helpers/stuckIn.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  seq: seqcount(),
  lock: spinlock(),
  mutex: mutex(),
  a: count(2),
  b: count(2),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;
interface My {
  x: number;
  y: number;
}
const locals = { x: count(2), y: count(2) };
const seq = (s: Mm) => s.seq;
const lock = (s: Mm) => s.lock;
const a = (s: Mm) => {
  s.a++;
};
const b = (s: Mm) => {
  s.b++;
};

const reader = {
  seq: read_seqcount_begin(seq),
  x: (s: Mm, my: My) => {
    my.x = s.a;
  },
  y: (s: Mm, my: My) => {
    my.y = s.b;
  },
  retry: when(read_seqcount_retry(seq), 'seq'),
  use: (_s: Mm, { x, y }: My) => VM_BUG_ON(x !== y, 'x != y'),
};
const begin = write_seqcount_begin(seq, lock);
const finish = write_seqcount_end(seq);
const writer = { lock: spin_lock(lock), begin, a, b, finish, unlock: spin_unlock(lock) };
const raw = { begin: raw_write_seqcount_begin(seq), a, b, finish: raw_write_seqcount_end(seq) };

const programFor = (...listings: object[]) => programOf(mm, threadsOf(mm, locals, ...listings));

describe('a seqcount', () => {
  it('has readers go round until they have read what belongs together', async () => {
    const program = programFor(reader, writer, writer);
    expect(await nearest(program)).toBeUndefined();
    expect(await stuckIn(program)).toEqual([]);
    expect(await nearest(programFor(reader, reader, raw))).toBeUndefined();
  });

  it('is spun for while somebody writes', () => {
    const walk = new Walk(programFor(reader, writer)).step('cpu1');
    expect(walk.choices('cpu0')).toBe(1);
    walk.step('cpu1');
    expect(walk.choices('cpu0')).toBe(0);
    walk.run('cpu1');
    expect(walk.run('cpu0')).toEqual(['seq', 'x', 'y', 'retry', 'use']);
    expect(read_seqcount_begin(seq).form).toBe('spin');
  });

  it('never comes back to a number that it had', () => {
    const walk = new Walk(programFor(reader, writer, writer)).step('cpu0');
    for (const cpu of ['cpu1', 'cpu2']) walk.run(cpu);
    expect(walk.run('cpu0')).toEqual(['x', 'y', 'retry', 'seq', 'x', 'y', 'retry', 'use']);
  });

  it('can be asked more than once', () => {
    const twice = { ...reader, use: when(read_seqcount_retry(seq), 'seq') };
    expect(new Walk(programFor(twice)).run('cpu0')).toEqual(['seq', 'x', 'y', 'retry', 'use']);
    const walk = new Walk(programFor(twice, raw)).step('cpu0', 'cpu0', 'cpu0', 'cpu0', 'cpu1');
    expect(walk.step('cpu0').at('cpu0')).toBe('seq');
  });
});

describe('what does not belong together is read', () => {
  const { begin: _, finish: __, ...unmarked } = writer;
  const { retry: ___, ...trusting } = reader;
  it.each([
    // Begun; locked, odd, a; x is new, y is old.
    ['where the reader does not ask again', trusting, writer, 7],
    // Locked, a; begun, x is new, y is old, and asked.
    ['where the writer does not mark what it does', reader, unmarked, 7],
    [
      'where the writer begins too late',
      reader,
      { lock: writer.lock, a, begin, b, finish, unlock: writer.unlock },
      7,
    ],
    // Locked, odd, a, even; begun, x is new, y is old, and asked.
    [
      'where the writer ends too early',
      reader,
      { lock: writer.lock, begin, a, finish, b, unlock: writer.unlock },
      9,
    ],
  ])('%s', async (_what, reads, writes, steps) => {
    expect(await nearest(programFor(reads, writes))).toMatchObject({
      check: 'BUG_ON',
      steps,
      at: 'cpu0 use',
    });
  });

  it('where two write at once', async () => {
    // Odd, a, even by the other one; begun, x is new, y is old, and asked.
    expect(await nearest(programFor(reader, raw, raw))).toMatchObject({ check: 'BUG_ON', steps: 8 });
    const locked = { lock: writer.lock, ...raw, unlock: writer.unlock };
    expect(await nearest(programFor(reader, locked, locked))).toBeUndefined();
  });
});

describe('a reader spins for ever', () => {
  it('where the writer does not end', async () => {
    const { finish: _, ...endless } = writer;
    expect(await nearest(programFor(reader, endless))).toMatchObject({
      check: 'deadlock',
      message: expect.stringContaining('cpu0 waits at seq'),
      steps: 5,
    });
  });

  it('where it keeps the CPU of a writer that was preempted', async () => {
    const reads = { preempt_disable, ...reader, preempt_enable };
    const on = (writes: object) => {
      const [w, r] = [writes, reads].map((listing, i) =>
        mm.fn(`f${i}`, 'an example', {}, locals, listing as never),
      );
      const threads = { writer: thread(w!, {}, { cpu: 0 }), reader: thread(r!, {}, { cpu: 0 }) };
      return programOf(mm, threads, { preemption: CONFIG_PREEMPT });
    };
    // Odd; and the reader has the CPU.
    expect(await nearest(on(raw))).toMatchObject({ check: 'deadlock', steps: 2 });
    expect(await nearest(on({ preempt_disable, ...raw, preempt_enable }))).toBeUndefined();
  });
});

describe('lockdep', () => {
  const preemptible = 'lockdep_assert_preemption_disabled(): the writer of a seqcount can be preempted';
  const bare = write_seqcount_begin(seq);

  it('reports a writer that can be preempted', async () => {
    const failure = { check: 'lockdep', message: preemptible };
    expect(await nearest(programFor({ begin: bare, finish }))).toMatchObject({ ...failure, steps: 1 });
    const in_rcu = { rcu_read_lock, begin: bare, finish, rcu_read_unlock };
    expect(await nearest(programFor(in_rcu))).toMatchObject({ ...failure, steps: 2 });
    expect(
      await nearest(programFor({ preempt_disable, begin: bare, finish, preempt_enable })),
    ).toBeUndefined();
  });

  it('reports a writer that does not hold the lock', async () => {
    expect(await nearest(programFor({ preempt_disable, begin, finish, preempt_enable }))).toMatchObject({
      check: 'lockdep',
      message: 'lockdep_assert_held(): the task does not hold the lock of the seqcount',
      steps: 2,
    });
    const by_mutex = (s: Mm) => s.mutex;
    const locked = {
      mutex_lock: mutex_lock(by_mutex),
      preempt_disable,
      begin: write_seqcount_begin(seq, by_mutex),
      finish,
      preempt_enable,
      mutex_unlock: mutex_unlock(by_mutex),
    };
    expect(await nearest(programFor(locked, locked))).toBeUndefined();
  });

  it.each([
    ['writes what it writes', { first: begin, second: begin }, 'the task already writes under this seqcount'],
    [
      'reads what it writes',
      { first: begin, second: reader.seq },
      'the task reads in its own write section of the seqcount',
    ],
  ])('reports a task that %s', async (_what, listing, what) => {
    const message = `possible recursive locking: ${what}`;
    const held = { lock: writer.lock, ...listing };
    expect(await nearest(programFor(held))).toMatchObject({ check: 'lockdep', message, steps: 3 });
  });

  it('reports an end without a begin', async () => {
    const message = 'bad unlock balance: the task does not write under this seqcount';
    expect(await nearest(programFor({ finish }))).toMatchObject({ check: 'lockdep', message, steps: 1 });
  });

  it('looks at nothing that is raw', async () => {
    expect(
      await nearest(programFor({ first: raw.begin, second: raw.begin, finish: raw.finish })),
    ).toBeUndefined();
  });
});

describe('raw_seqcount_begin', () => {
  const reads = { ...reader, seq: raw_seqcount_begin(seq) };
  it('does not wait, and is told to go round', () => {
    const walk = new Walk(programFor(reads, raw)).step('cpu1');
    expect(walk.step('cpu0', 'cpu0', 'cpu0', 'cpu0').at('cpu0')).toBe('seq');
    walk.run('cpu1');
    expect(walk.run('cpu0')).toEqual(['seq', 'x', 'y', 'retry', 'use']);
  });

  it('is not taken in by a writer that is through when it asks', async () => {
    expect(await nearest(programFor(reads, raw))).toBeUndefined();
  });
});

describe('write_seqcount_invalidate', () => {
  it('has whoever reads go round, and nobody wait', () => {
    const walk = new Walk(programFor(reader, { invalidate: write_seqcount_invalidate(seq) })).step(
      'cpu0',
      'cpu1',
    );
    expect(walk.run('cpu0')).toEqual(['x', 'y', 'retry', 'seq', 'x', 'y', 'retry', 'use']);
  });
});

describe('one access', () => {
  it('is what each makes, where one writes at a time', async () => {
    const { use: _, x: __, y: ___, ...asks } = reader;
    const writes = { lock: writer.lock, begin, finish, unlock: writer.unlock };
    expect(await contendedOn(mm, { locals }, asks, writes)).toEqual({
      seq: 1,
      retry: 1,
      lock: 0,
      begin: 1,
      finish: 1,
      unlock: 0,
    });
  });

  it('is not what a write makes beside another one', async () => {
    const { a: _, b: __, ...marks } = raw;
    expect(await contendedOn(mm, { locals }, marks)).toEqual({ begin: 2, finish: 2 });
  });
});

describe('both engines and the oracle', () => {
  it('agree on seqcounts', async () => {
    await agreeOn(mm, threadsOf(mm, locals, reader, writer, raw));
  });
});
