import { describe, expect, it } from 'vitest';
import { always, count, machine, sometimes, tasks } from '../../../model/language/index.ts';
import {
  down_read,
  down_write,
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
