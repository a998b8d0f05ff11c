import { describe, expect, it } from 'vitest';
import { always, count, machine, sometimes, tasks, unless } from '../../../model/language/index.ts';
import {
  down_read,
  down_read_trylock,
  down_write,
  down_write_trylock,
  downgrade_write,
  rwsem,
  taskFields,
  up_read,
  up_write,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({ sem: rwsem(), reading: count(3), writing: count(3), task: tasks(taskFields()) });
type Mm = typeof mm.state;
const sem = (s: Mm) => s.sem;
const add_to = (field: 'reading' | 'writing', by: 1 | -1) => (s: Mm) => {
  s[field] += by;
};

const reader = {
  down_read: down_read(sem),
  begin: add_to('reading', 1),
  finish: add_to('reading', -1),
  up_read: up_read(sem),
};
const writer = {
  down_write: down_write(sem),
  begin: add_to('writing', 1),
  finish: add_to('writing', -1),
  up_write: up_write(sem),
};
const properties = [
  always<Mm>(
    'a writer is alone',
    ({ reading, writing }) => writing === 0 || (writing === 1 && reading === 0),
  ),
  sometimes<Mm>('two read', ({ reading }) => reading === 2),
  sometimes<Mm>('one writes', ({ writing }) => writing === 1),
];

const programFor = (...listings: object[]) => programOf(mm, threadsOf(mm, {}, ...listings), { properties });

describe('a rwsem', () => {
  it('lets readers in together, and a writer alone', async () => {
    const program = programFor(reader, reader, writer, writer);
    expect(await nearest(program)).toBeUndefined();
    const { witnesses } = await explore(program);
    expect([...witnesses].sort()).toEqual(['one writes', 'two read']);
  });

  it('excludes nobody who writes as a reader', async () => {
    const { begin, finish } = writer;
    const impostor = { down_read: down_read(sem), begin, finish, up_read: up_read(sem) };
    expect(await nearest(programFor(reader, impostor))).toMatchObject({ check: 'always', steps: 4 });
  });

  it('lets readers wait for a writer, and a writer for readers', () => {
    const walk = new Walk(programFor(reader, reader, writer)).step('cpu0', 'cpu1');
    expect(walk.state.shared.sem).toEqual({ writer: null, readers: 0b11 });
    walk.run('cpu0');
    expect(walk.choices('cpu2')).toBe(0);
    walk.run('cpu1');
    walk.step('cpu2');
    expect(walk.state.shared.sem).toEqual({ writer: 2, readers: 0 });
    const other = new Walk(programFor(reader, writer, writer)).step('cpu1');
    expect([other.choices('cpu0'), other.choices('cpu2')]).toEqual([0, 0]);
    other.run('cpu1');
    expect([other.choices('cpu0'), other.choices('cpu2')]).toEqual([1, 1]);
  });

  it('is slept for, with preemption as it was', () => {
    expect([down_read(sem).form, down_write(sem).form]).toEqual(['wait', 'wait']);
    const walk = new Walk(programFor(writer)).step('cpu0');
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }]);
  });
});

describe('a rwsem that is tried', () => {
  const { begin, finish } = writer;
  const reads = {
    ...reader,
    down_read: unless(down_read_trylock(sem), 'return'),
  };
  const writes = { ...writer, down_write: unless(down_write_trylock(sem), 'return') };

  it('keeps out whom the others keep out', async () => {
    expect(await nearest(programFor(reads, writes, reader, writer))).toBeUndefined();
    const impostor = {
      down_read: unless(down_read_trylock(sem), 'return'),
      begin,
      finish,
      up_read: up_read(sem),
    };
    // In, reading; in beside it, writing.
    expect(await nearest(programFor(reader, impostor))).toMatchObject({ check: 'always', steps: 4 });
  });

  it('is not waited for', () => {
    const beside = new Walk(programFor(reader, reads, writes)).step('cpu0', 'cpu1', 'cpu2');
    expect([beside.at('cpu1'), beside.at('cpu2')]).toEqual(['begin', 'end']);
    expect(beside.state.shared.sem).toEqual({ writer: null, readers: 0b11 });
    const behind = new Walk(programFor(writer, reads, writes)).step('cpu0', 'cpu1', 'cpu2');
    expect([behind.at('cpu1'), behind.at('cpu2')]).toEqual(['end', 'end']);
    const free = new Walk(programFor(writes)).step('cpu0');
    expect(free.state.shared.sem).toEqual({ writer: 0, readers: 0 });
  });

  it('fails in the task that holds it, but for one that reads twice', async () => {
    const read = unless(down_read_trylock(sem), 'up');
    const write = unless(down_write_trylock(sem), 'up');
    const never = (s: Mm) => {
      s.writing = 3;
    };
    const held = (down: object, tried: object, up: object) => ({ down, tried, never, up });
    const broken = always<Mm>('it has failed', ({ writing }) => writing === 0);
    const run = (listing: object) =>
      nearest(programOf(mm, threadsOf(mm, {}, listing), { properties: [broken] }));
    expect(await run(held(down_read(sem), write, up_read(sem)))).toBeUndefined();
    expect(await run(held(down_write(sem), write, up_write(sem)))).toBeUndefined();
    expect(await run(held(down_write(sem), read, up_write(sem)))).toBeUndefined();
    expect(await run(held(down_read(sem), read, up_read(sem)))).toMatchObject({ check: 'lockdep', steps: 2 });
  });
});

describe('downgrade_write', () => {
  const { down_write: down, begin, finish } = writer;
  const downgraded = {
    down,
    begin,
    finish,
    downgrade_write: downgrade_write(sem),
    read: add_to('reading', 1),
    done: add_to('reading', -1),
    up_read: up_read(sem),
  };

  it('lets readers in, and no writer', async () => {
    const program = programFor(downgraded, reader, writer);
    expect(await nearest(program)).toBeUndefined();
    expect((await explore(program)).witnesses).toContain('two read');
    const walk = new Walk(program).step('cpu0', 'cpu0', 'cpu0', 'cpu0');
    expect(walk.state.shared.sem).toEqual({ writer: null, readers: 0b1 });
    expect([walk.choices('cpu1'), walk.choices('cpu2')]).toEqual([1, 0]);
  });

  it('excludes no reader any more', async () => {
    const { finish: _, ...writes_on } = { ...downgraded, read: finish, done: () => {} };
    // Written, downgraded; a reader in, and reading while it is written.
    expect(await nearest(programFor(writes_on, reader))).toMatchObject({ check: 'always', steps: 5 });
  });

  it('cannot be done by who is not the writer', async () => {
    const message = 'bad unlock balance: the task does not hold this rwsem for write';
    const downgrade = downgrade_write(sem);
    expect(await nearest(programFor({ downgrade }))).toMatchObject({ check: 'lockdep', message, steps: 1 });
    expect(await nearest(programFor({ down: down_read(sem), downgrade }))).toMatchObject({
      message,
      steps: 2,
    });
    const again = { down: down_write(sem), downgrade, again: downgrade };
    expect(await nearest(programFor(again))).toMatchObject({ message, steps: 3 });
  });

  it('leaves a read side that has to be given up as one', async () => {
    const up = { down: down_write(sem), downgrade: downgrade_write(sem), up_write: up_write(sem) };
    expect(await nearest(programFor(up))).toMatchObject({ check: 'lockdep', steps: 3 });
    const forgotten = { down: down_write(sem), downgrade: downgrade_write(sem) };
    expect(await nearest(programFor(forgotten))).toMatchObject({ check: 'held-at-exit', steps: 2 });
  });
});

describe('lockdep', () => {
  const read = down_read(sem);
  const write = down_write(sem);
  it.each([
    ['reads what it reads', read, read, 'possible recursive locking: the task already holds this rwsem'],
    ['reads what it writes', write, read, 'possible recursive locking: the task already holds this rwsem'],
    ['writes what it reads', read, write, 'self-deadlock: the task already holds this rwsem'],
    ['writes what it writes', write, write, 'self-deadlock: the task already holds this rwsem'],
  ])('reports a task that %s', async (_what, first, second, message) => {
    const failure = { check: 'lockdep', message, steps: 2, at: 'cpu0 second' };
    expect(await nearest(programFor({ first, second }))).toEqual(failure);
  });

  it('has nothing against one after the other', async () => {
    const both = { ...reader, ...{ down_write: down_write(sem), up_write: up_write(sem) } };
    expect(await nearest(programFor(both, both))).toBeUndefined();
  });

  const notRead = 'bad unlock balance: the task does not hold this rwsem for read';
  const notWritten = 'bad unlock balance: the task does not hold this rwsem for write';
  it.each([
    ['a read side that nobody has', { up_read: up_read(sem) }, notRead, 1],
    ['a write side that nobody has', { up_write: up_write(sem) }, notWritten, 1],
    ['a write side by a reader', { down: read, up_write: up_write(sem) }, notWritten, 2],
    ['a read side by the writer', { down: write, up_read: up_read(sem) }, notRead, 2],
  ])('reports the end of %s', async (_what, listing, message, steps) => {
    expect(await nearest(programFor(listing))).toMatchObject({ check: 'lockdep', message, steps });
  });

  it('reports the end of what another task holds', () => {
    const walkTo = (holder: object, thief: object) => new Walk(programFor(holder, thief)).step('cpu0');
    expect(() => walkTo(reader, { up_read: up_read(sem) }).step('cpu1')).toThrow(notRead);
    expect(() => walkTo(writer, { up_write: up_write(sem) }).step('cpu1')).toThrow(notWritten);
  });

  it('reports a task that returns with a side of it', async () => {
    for (const down of [read, write]) {
      expect(await nearest(programFor({ down }))).toMatchObject({
        check: 'held-at-exit',
        message: 'the thread returns with sem held',
        steps: 1,
      });
    }
  });
});
