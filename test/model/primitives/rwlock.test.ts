import { describe, expect, it } from 'vitest';
import { always, count, machine, sometimes, tasks, unless, wait } from '../../../model/language/index.ts';
import {
  read_lock,
  read_trylock,
  read_unlock,
  rwlock,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
  write_lock,
  write_trylock,
  write_unlock,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine({
  rw: rwlock(),
  spin: spinlock(),
  reading: count(3),
  writing: count(3),
  turn: count(2),
  task: tasks(taskFields()),
});
type Mm = typeof mm.state;
const rw = (s: Mm) => s.rw;
const spin = (s: Mm) => s.spin;
const add_to = (field: 'reading' | 'writing', by: 1 | -1) => (s: Mm) => {
  s[field] += by;
};

const reading = { begin: add_to('reading', 1), finish: add_to('reading', -1), read_unlock: read_unlock(rw) };
const writing = {
  begin: add_to('writing', 1),
  finish: add_to('writing', -1),
  write_unlock: write_unlock(rw),
};
const reader = { read_lock: read_lock(rw), ...reading };
const writer = { write_lock: write_lock(rw), ...writing };
const trying_reader = { trylock: unless(read_trylock(rw), 'return'), ...reading };
const trying_writer = { trylock: unless(write_trylock(rw), 'return'), ...writing };
const properties = [
  always<Mm>('a writer is alone', (s) => s.writing === 0 || (s.writing === 1 && s.reading === 0)),
  sometimes<Mm>('two read', (s) => s.reading === 2),
  sometimes<Mm>('one writes', (s) => s.writing === 1),
];

const programFor = (...listings: object[]) => programOf(mm, threadsOf(mm, {}, ...listings), { properties });

describe('a rwlock', () => {
  it.each([
    ['take', [reader, reader, writer, writer]],
    ['try', [reader, trying_reader, writer, trying_writer]],
  ])('lets those who %s it read together, and write alone', async (_how, listings) => {
    const program = programFor(...listings);
    expect(await nearest(program)).toBeUndefined();
    const { witnesses } = await explore(program);
    expect([...witnesses].sort()).toEqual(['one writes', 'two read']);
  });

  it('excludes nobody who writes as a reader', async () => {
    const { begin, finish } = writing;
    const impostor = { read_lock: read_lock(rw), begin, finish, read_unlock: read_unlock(rw) };
    expect(await nearest(programFor(reader, impostor))).toMatchObject({ check: 'always', steps: 4 });
  });

  it('is spun for by a reader while there is a writer, and by a writer while there is anybody', () => {
    const walk = new Walk(programFor(reader, reader, writer)).step('cpu0', 'cpu1');
    expect(walk.state.shared.rw).toEqual({ writer: null, readers: 0b11 });
    walk.run('cpu0');
    expect(walk.choices('cpu2')).toBe(0);
    walk.run('cpu1');
    walk.step('cpu2');
    expect(walk.state.shared.rw).toEqual({ writer: 2, readers: 0 });
    const other = new Walk(programFor(reader, writer, writer)).step('cpu1');
    expect([other.choices('cpu0'), other.choices('cpu2')]).toEqual([0, 0]);
    other.run('cpu1');
    expect([other.choices('cpu0'), other.choices('cpu2')]).toEqual([1, 1]);
    expect([read_lock(rw).form, write_lock(rw).form]).toEqual(['spin', 'spin']);
  });

  it('lets a reader in past a writer that spins', () => {
    const walk = new Walk(programFor(reader, writer, reader)).step('cpu0');
    expect(walk.choices('cpu1')).toBe(0);
    expect(walk.choices('cpu2')).toBe(1);
  });

  it.each([
    ['read', reader],
    ['write', writer],
    ['read_trylock', trying_reader],
    ['write_trylock', trying_writer],
  ])('disables preemption from %s to unlock', (_side, listing) => {
    const walk = new Walk(programFor(listing, reader)).step('cpu0');
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 1 }, { preempt_count: 0 }]);
    walk.run('cpu0');
    expect(walk.state.shared.task).toMatchObject([{ preempt_count: 0 }, { preempt_count: 0 }]);
  });
});

describe('read_trylock and write_trylock', () => {
  it.each([
    ['a reader, a reader', reader, trying_reader, 'begin'],
    ['a reader, a writer', reader, trying_writer, 'end'],
    ['a writer, a reader', writer, trying_reader, 'end'],
    ['a writer, a writer', writer, trying_writer, 'end'],
  ])('say beside %s whether they took it', (_who, holder, trying, label) => {
    const walk = new Walk(programFor(holder, trying)).step('cpu0', 'cpu1');
    expect(walk.at('cpu1')).toBe(label);
  });
});

describe('lockdep', () => {
  const read = read_lock(rw);
  const write = write_lock(rw);
  it.each([
    ['reads what it reads', read, read],
    ['reads what it writes', write, read],
    ['writes what it reads', read, write],
    ['writes what it writes', write, write],
    ['tries to read what it reads', read, unless(read_trylock(rw), 'return')],
  ])('reports a task that %s', async (_what, first, second) => {
    expect(await nearest(programFor({ first, second }))).toEqual({
      check: 'lockdep',
      message: 'possible recursive locking: the task already holds this rwlock',
      steps: 2,
      at: 'cpu0 second',
    });
  });

  it('has nothing against one after the other', async () => {
    const both = { ...reader, write_lock: write, write_unlock: write_unlock(rw) };
    expect(await nearest(programFor(both, both))).toBeUndefined();
  });

  const notRead = 'bad unlock balance: the task does not hold this rwlock for read';
  const notWritten = 'bad unlock balance: the task does not hold this rwlock for write';
  it.each([
    ['a read side that nobody has', { read_unlock: read_unlock(rw) }, notRead, 1],
    ['a write side that nobody has', { write_unlock: write_unlock(rw) }, notWritten, 1],
    ['a write side by a reader', { lock: read, write_unlock: write_unlock(rw) }, notWritten, 2],
    ['a read side by the writer', { lock: write, read_unlock: read_unlock(rw) }, notRead, 2],
  ])('reports the end of %s', async (_what, listing, message, steps) => {
    expect(await nearest(programFor(listing))).toMatchObject({ check: 'lockdep', message, steps });
  });

  it('reports the end of what another task holds', () => {
    const walkTo = (holder: object, thief: object) => new Walk(programFor(holder, thief)).step('cpu0');
    expect(() => walkTo(reader, { read_unlock: read_unlock(rw) }).step('cpu1')).toThrow(notRead);
    expect(() => walkTo(writer, { write_unlock: write_unlock(rw) }).step('cpu1')).toThrow(notWritten);
  });

  it('reports a task that returns with a side of it', async () => {
    for (const lock of [read, write]) {
      expect(await nearest(programFor({ lock }))).toMatchObject({
        check: 'held-at-exit',
        message: 'the thread returns with rw held',
        steps: 1,
      });
    }
  });
});

describe('the order of locks', () => {
  const taken_outside = (lock: object, unlock: object) => ({
    turn: wait((s: Mm) => s.turn === 0),
    lock,
    spin_lock: spin_lock(spin),
    spin_unlock: spin_unlock(spin),
    unlock,
    next: (s: Mm) => {
      s.turn = 1;
    },
  });
  const taken_inside = (lock: object, unlock: object) => ({
    turn: wait((s: Mm) => s.turn === 1),
    spin_lock: spin_lock(spin),
    lock,
    unlock,
    spin_unlock: spin_unlock(spin),
  });

  // All of the first thread, which has to be over, and three steps of the second.
  it.each([
    ['read', read_lock(rw), read_unlock(rw)],
    ['written', write_lock(rw), write_unlock(rw)],
  ])('counts a rwlock that is %s', async (_how, lock, unlock) => {
    expect(await nearest(programFor(taken_outside(lock, unlock), taken_inside(lock, unlock)))).toEqual({
      check: 'lock-order',
      message:
        'possible circular locking dependency: rw is taken with spin held, and elsewhere rw before spin',
      steps: 9,
      at: 'cpu1 lock',
    });
  });

  it.each([
    ['read', read_trylock(rw), read_lock(rw), read_unlock(rw)],
    ['written', write_trylock(rw), write_lock(rw), write_unlock(rw)],
  ])('does not count one that is %s without waiting for it', async (_how, trylock, lock, unlock) => {
    const inside = taken_inside(unless(trylock, 'spin_unlock'), unlock);
    expect(await nearest(programFor(taken_outside(lock, unlock), inside))).toBeUndefined();
  });
});
