import { describe, expect, it } from 'vitest';
import {
  bool,
  count,
  machine,
  type Ptr,
  pointer,
  table,
  tasks,
  unless,
  wait,
} from '../../../model/language/index.ts';
import {
  allocate,
  kernelChecks,
  kmem_cache_alloc,
  kmem_cache_free,
  rcu_read_lock,
  rcu_read_unlock,
  type SlabRow,
  slab,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    obj: slab(1, { value: count(3) }, { typesafeByRcu: true }),
    shared: pointer('obj'),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface HasObj {
  obj: Ptr<'obj'>;
  value: number;
}

const obj_of = (s: Mm, my: HasObj) => s.obj[my.obj!]!;
const load = (s: Mm, my: HasObj) => {
  my.obj = s.shared;
  return my.obj !== null;
};
const read = (s: Mm, my: HasObj) => {
  my.value = obj_of(s, my).value;
};
const write = (s: Mm, my: HasObj) => {
  obj_of(s, my).value = 1;
};
const unpublish = (s: Mm, my: HasObj) => {
  my.obj = s.shared;
  s.shared = null;
};
const free = (s: Mm, my: HasObj) => kmem_cache_free(obj_of(s, my), s);
const alloc = kmem_cache_alloc('obj', (_s: Mm, my: HasObj, row) => {
  my.obj = row as Ptr<'obj'>;
});
const last = () => {};

/** The object is in use, has the value 2, and everybody finds it. */
const initial = (s: Mm) => {
  allocate(s.obj[0]!);
  s.obj[0]!.value = 2;
  s.shared = 0 as Ptr<'obj'>;
};
const programFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, { obj: pointer('obj'), value: count(3) }, ...listings), { initial });

const freer = { unpublish, free };
const reader = { rcu_read_lock, load: unless(load, 'rcu_read_unlock'), read, write, rcu_read_unlock };
const useAfterFree = (steps: number, at: string) => ({
  check: 'slab-use-after-free',
  message: 'obj[0] is touched after it was freed and its grace period is over',
  steps,
  at,
});

describe('an object of a type-safe slab that is freed', () => {
  it('may be read and written in a section that was open at the free', async () => {
    expect(await nearest(programFor(reader, reader, freer))).toBeUndefined();
    const walk = new Walk(programFor(reader, freer)).step('cpu0', 'cpu0', 'cpu1', 'cpu1', 'cpu0');
    expect([walk.at('cpu0'), walk.my('cpu0').value]).toEqual(['write', 2]);
  });

  it('may not be touched without a section', async () => {
    const careless = { load: unless(load, 'return'), read };
    expect(await nearest(programFor(careless, freer))).toEqual(useAfterFree(4, 'cpu0 read'));
    const writing = { load: unless(load, 'return'), write };
    expect(await nearest(programFor(writing, freer))).toEqual(useAfterFree(4, 'cpu0 write'));
  });

  it('may not be touched once the section is closed', async () => {
    const found = (_s: Mm, my: HasObj) => my.obj !== null;
    const late = { rcu_read_lock, load, rcu_read_unlock, found: unless(found, 'return'), read };
    expect(await nearest(programFor(late, freer))).toEqual(useAfterFree(7, 'cpu0 read'));
  });

  it('may not be touched in a section that was opened after the free', async () => {
    const swapped = { load: unless(load, 'return'), rcu_read_lock, read, rcu_read_unlock };
    expect(await nearest(programFor(swapped, freer))).toEqual(useAfterFree(5, 'cpu0 read'));
  });

  it('may be touched until the last section that was open is closed, whoever has it', () => {
    const careless = { load, read, again: read };
    const walk = new Walk(programFor(reader, careless, freer)).step('cpu0', 'cpu1', 'cpu2', 'cpu2', 'cpu1');
    expect(walk.my('cpu1').value).toBe(2);
    walk.run('cpu0');
    expect(() => walk.step('cpu1')).toThrow('its grace period is over');
  });

  it('may be touched until the outermost of nested sections is closed', async () => {
    const nested = {
      outer: rcu_read_lock,
      load: unless(load, 'outer_unlock'),
      inner: rcu_read_lock,
      inner_unlock: rcu_read_unlock,
      read,
      outer_unlock: rcu_read_unlock,
    };
    expect(await nearest(programFor(nested, freer))).toBeUndefined();
    const unbalanced = {
      outer: rcu_read_lock,
      load,
      inner: rcu_read_lock,
      inner_unlock: rcu_read_unlock,
      outer_unlock: rcu_read_unlock,
      read,
    };
    const walk = new Walk(programFor(unbalanced, freer)).step('cpu0', 'cpu0', 'cpu0', 'cpu1', 'cpu1', 'cpu0');
    expect(walk.state.shared.obj).toMatchObject([{ slab: { inuse: false, readers: 0b1 } }]);
    walk.step('cpu0');
    expect(walk.state.shared.obj).toMatchObject([{ slab: { readers: 0 } }]);
    expect(() => walk.step('cpu0')).toThrow('its grace period is over');
  });

  it('is allocated again at once, with the values that it had, while a reader is at it', () => {
    const reuser = { unpublish, free, alloc, read, last };
    const walk = new Walk(programFor(reader, reuser)).step('cpu0', 'cpu0', 'cpu1', 'cpu1', 'cpu1', 'cpu1');
    expect(walk.my('cpu1')).toMatchObject({ obj: 0, value: 2 });
    expect(walk.state.shared.obj).toMatchObject([{ slab: { inuse: true, readers: 0, generation: 2 } }]);
    walk.step('cpu0', 'cpu0');
    expect(walk.state.shared.obj).toMatchObject([{ value: 1 }]);
  });

  it('waits for the readers of its last free, not of the one before', () => {
    const twice = { unpublish, free, alloc, again: free };
    const walk = new Walk(programFor(reader, { load, read, last }, twice));
    walk.step('cpu1', 'cpu0', 'cpu2', 'cpu2');
    expect(walk.state.shared.obj).toMatchObject([{ slab: { inuse: false, readers: 0b1 } }]);
    walk.step('cpu2');
    walk.run('cpu0');
    walk.step('cpu2');
    expect(walk.state.shared.obj).toMatchObject([{ slab: { inuse: false, readers: 0 } }]);
    expect(() => walk.step('cpu1')).toThrow('its grace period is over');
  });

  it('is freed twice for all that', async () => {
    const double = { rcu_read_lock, load: unless(load, 'rcu_read_unlock'), free, rcu_read_unlock };
    expect(await nearest(programFor(double, freer))).toMatchObject({ check: 'double-free', steps: 5 });
    expect(await nearest(programFor({ ...double, free: read }, freer))).toBeUndefined();
  });
});

describe('rcu_read_unlock with a list of slabs', () => {
  it('is the same step, whatever the list lacks', () => {
    expect(rcu_read_unlock(() => [])).toBe(rcu_read_unlock(((s: { slabs: unknown }) => s.slabs) as never));
    expect(rcu_read_unlock(() => []).name).toBe('rcu_read_unlock');
  });
});

describe('rcu_read_unlock', () => {
  const shape = {
    a: slab(1, { value: count(3) }, { typesafeByRcu: true }),
    plain: slab(1, { value: count(3) }),
    b: slab(2, { value: count(3) }, { typesafeByRcu: true }),
    task: tasks(taskFields()),
  };
  const several = machine(shape, kernelChecks);
  type Several = typeof several.state;
  const tables = ['a', 'plain', 'b'] as const;
  const inUse = (s: Several) => {
    for (const table of tables) for (const row of s[table]) allocate(row);
  };
  const freeing = (...free: readonly ((s: Several) => SlabRow)[]) =>
    Object.fromEntries(free.map((of, i) => [`free${i}`, (s: Several) => kmem_cache_free(of(s), s)]));

  it.each([
    ['the first', (s: Several) => s.a[0]!],
    ['the last', (s: Several) => s.b[1]!],
    ['the last but one', (s: Several) => s.b[0]!],
  ])('ends the section for %s row of the slabs of a machine', async (_which, row) => {
    const late = (s: Several) => {
      row(s).value = 1;
    };
    const listing = { rcu_read_lock, ...freeing(row), late, rcu_read_unlock };
    const run = (of: object) => nearest(programOf(several, threadsOf(several, {}, of), { initial: inUse }));
    expect((await run(listing))?.check).toBe('kmemleak');
    const { late: _, ...early } = listing;
    expect(await run({ ...early, late })).toMatchObject({ check: 'slab-use-after-free', at: 'cpu0 late' });
  });

  it('ends it in all of them, and nobody else’s', () => {
    const listing = { rcu_read_lock, ...freeing(...tables.map((table) => (s: Several) => s[table][0]!)) };
    const other = { rcu_read_lock, wait: wait(() => false) };
    const threads = threadsOf(several, {}, { ...listing, rcu_read_unlock, last }, other);
    const walk = new Walk(programOf(several, threads, { initial: inUse })).step('cpu1');
    walk.step('cpu0', 'cpu0', 'cpu0', 'cpu0');
    const readers = () =>
      tables.map((table) => (walk.state.shared[table] as SlabRow[])[0]!.slab.readers as number);
    expect(readers()).toEqual([0b11, 0b11, 0b11]);
    walk.step('cpu0');
    expect(readers()).toEqual([0b10, 0b10, 0b10]);
  });

  it('is at home on a machine without slabs, and beside rows that come and go in another way', async () => {
    const lifetime = {
      touch: () => {},
      untouched: ['there'],
      allocated: (row: { there: boolean }) => row.there,
      leakCheck: 'kmemleak',
    };
    const things = { ...table(1, { there: bool() }), lifetime };
    for (const more of [{}, { things }]) {
      const bare = machine({ task: tasks(taskFields()), ...more }, kernelChecks);
      const threads = threadsOf(bare, {}, { rcu_read_lock, rcu_read_unlock });
      expect(await nearest(programOf(bare, threads))).toBeUndefined();
    }
  });
});

describe('an object of a type-safe slab that was never allocated', () => {
  it('may not be touched, in a section or not', async () => {
    const stray = (s: Mm, my: HasObj) => {
      my.obj = 0 as Ptr<'obj'>;
      read(s, my);
    };
    const threads = threadsOf(
      mm,
      { obj: pointer('obj'), value: count(3) },
      { rcu_read_lock, stray, rcu_read_unlock },
    );
    expect(await nearest(programOf(mm, threads))).toMatchObject({
      check: 'slab-use-after-free',
      message: 'obj[0] is touched before it was ever allocated',
      steps: 2,
    });
  });
});

describe('an RCU read section', () => {
  it('is not closed where none is open', async () => {
    const balanced = { rcu_read_lock, rcu_read_unlock };
    expect(await nearest(programFor(balanced))).toBeUndefined();
    expect(await nearest(programFor({ ...balanced, again: rcu_read_unlock }))).toEqual({
      check: 'lockdep',
      message: 'bad unlock balance: no RCU read-side critical section is open',
      steps: 3,
      at: 'cpu0 again',
    });
  });

  it('is closed when the thread returns', async () => {
    expect(await nearest(programFor({ rcu_read_lock }))).toMatchObject({
      check: 'held-at-exit',
      message: 'the thread returns with rcu_read_lock_nesting at 1',
      steps: 1,
    });
  });

  it('is as deep as taskFields allows', async () => {
    const deep = { first: rcu_read_lock, second: rcu_read_lock, third: rcu_read_lock };
    expect(await nearest(programFor(deep))).toMatchObject({
      check: 'domain',
      message: 'task[0].rcu_read_lock_nesting: 3 is outside its domain 0..2',
      steps: 3,
    });
  });
});
