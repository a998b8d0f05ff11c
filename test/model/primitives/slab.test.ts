import { describe, expect, it } from 'vitest';
import {
  add,
  count,
  emptySet,
  machine,
  type Ptr,
  pointer,
  type RowSet,
  removeRow,
  rowSet,
  tasks,
  unless,
} from '../../../model/language/index.ts';
import {
  allocate,
  kernelChecks,
  kmem_cache_alloc,
  kmem_cache_free,
  rcu_read_lock,
  rcu_read_unlock,
  slab,
  spin_lock,
  spin_unlock,
  spinlock,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    obj: slab(2, { value: count(3), lock: spinlock() }),
    shared: pointer('obj'),
    list: rowSet('obj'),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface HasObj {
  obj: Ptr<'obj'>;
  value: number;
}
const locals = { obj: pointer('obj'), value: count(3) };

const keep = (_s: Mm, my: HasObj, row: number) => {
  my.obj = row as Ptr<'obj'>;
};
const alloc = kmem_cache_alloc('obj', keep);
const obj_of = (s: Mm, my: HasObj) => s.obj[my.obj!]!;
const free = (s: Mm, my: HasObj) => kmem_cache_free(obj_of(s, my), s);
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
const publish = (s: Mm, my: HasObj) => {
  s.shared = my.obj;
};
const unpublish = (s: Mm, my: HasObj) => {
  my.obj = s.shared;
  s.shared = null;
};
const lock = (s: Mm, my: HasObj) => obj_of(s, my).lock;

/** Object 0 is in use, has the value 2, and everybody finds it. */
const published = (s: Mm) => {
  allocate(s.obj[0]!);
  s.obj[0]!.value = 2;
  s.shared = 0 as Ptr<'obj'>;
};
const programFor = (...listings: object[]) => programOf(mm, threadsOf(mm, locals, ...listings));
const publishedFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, locals, ...listings), { initial: published });

const freer = { unpublish, free };

describe('KASAN', () => {
  it.each([
    ['reads', { load: unless(load, 'return'), touch: read }],
    ['writes', { load: unless(load, 'return'), touch: write }],
  ])('reports who %s an object after it was freed', async (_how, user) => {
    expect(await nearest(publishedFor(user, freer))).toEqual({
      check: 'slab-use-after-free',
      message: 'obj[0] is touched after it was freed',
      steps: 4,
      at: 'cpu0 touch',
    });
    expect(await nearest(publishedFor(user, user))).toBeUndefined();
  });

  it('reports who locks an object after it was freed', async () => {
    const user = { load: unless(load, 'return'), touch: spin_lock(lock), unlock: spin_unlock(lock) };
    const late = new Walk(publishedFor(user, freer)).step('cpu0', 'cpu1', 'cpu1');
    expect(() => late.step('cpu0')).toThrow('obj[0] is touched after it was freed');
    expect(await nearest(publishedFor(user, user))).toBeUndefined();
  });

  it('reports it inside an RCU read section too, which does not keep the object', async () => {
    const reader = {
      rcu_read_lock,
      load: unless(load, 'rcu_read_unlock'),
      read,
      rcu_read_unlock,
    };
    expect(await nearest(publishedFor(reader, freer))).toMatchObject({
      check: 'slab-use-after-free',
      steps: 5,
      at: 'cpu0 read',
    });
  });

  it('reports an object that was never allocated', async () => {
    const message = 'obj[1] is touched before it was ever allocated';
    const listing = { choose: (s: Mm, my: HasObj) => keep(s, my, 1), read };
    expect(await nearest(publishedFor(listing))).toMatchObject({
      check: 'slab-use-after-free',
      message,
      steps: 2,
    });
  });

  it('reports an object that is freed twice', async () => {
    const double = { load: unless(load, 'return'), free };
    expect(await nearest(publishedFor({ load, free, again: free }))).toEqual({
      check: 'double-free',
      message: 'a row is freed that is free',
      steps: 3,
      at: 'cpu0 again',
    });
    expect(await nearest(publishedFor(double, double))).toMatchObject({ check: 'double-free', steps: 4 });
    expect(await nearest(publishedFor(double))).toBeUndefined();
  });

  it('reports an object that is freed and was never allocated', async () => {
    const listing = { choose: (s: Mm, my: HasObj) => keep(s, my, 1), free };
    const message = 'a row is freed that was never allocated';
    expect(await nearest(publishedFor(listing))).toMatchObject({ check: 'double-free', message, steps: 2 });
  });

  it('does not see a stale pointer to an object that is in use again', () => {
    const walk = new Walk(publishedFor({ load, read }, { load, free, alloc })).step('cpu0', 'cpu1', 'cpu1');
    walk.step('cpu1').step('cpu0');
    expect(walk.at('cpu0')).toBe('end');
    expect(walk.state.shared.obj).toMatchObject([{ slab: { inuse: true, generation: 2 } }, {}]);
  });
});

describe('kmem_cache_alloc', () => {
  it('has a step for each object that is free, and blocks where none is', () => {
    const walk = new Walk(programFor({ alloc }, { alloc }, { alloc }));
    expect(walk.choices('cpu0')).toBe(2);
    walk.step('cpu0 1');
    expect(walk.state.shared.obj).toMatchObject([{ slab: { inuse: false } }, { slab: { inuse: true } }]);
    expect(walk.choices('cpu1')).toBe(1);
    expect(walk.step('cpu1').choices('cpu2')).toBe(0);
  });

  it('gives the object to its caller in the same step', () => {
    const walk = new Walk(programFor({ alloc, free })).step('cpu0 1');
    expect(walk.my('cpu0').obj).toBe(1);
  });

  it('finds a freed object at once, with the values that it had', () => {
    const walk = new Walk(publishedFor({ load, free, alloc, read, last: () => {} })).step('cpu0', 'cpu0');
    walk.step('cpu0 0', 'cpu0');
    expect(walk.my('cpu0')).toMatchObject({ obj: 0, value: 2 });
  });

  it('counts how often an object was allocated, up to 3', () => {
    const again = {
      alloc1: alloc,
      free1: free,
      alloc2: alloc,
      free2: free,
      alloc3: alloc,
      free3: free,
      alloc4: alloc,
    };
    const walk = new Walk(programFor(again));
    const generations = Object.keys(again).map(() => {
      walk.step('cpu0');
      return (walk.state.shared.obj as { slab: { generation: number } }[])[0]!.slab.generation;
    });
    expect(generations).toEqual([1, 1, 2, 2, 3, 3, 3]);
  });
});

describe('kmemleak', () => {
  const link = (s: Mm, my: HasObj) => {
    s.list = add(s.list as RowSet<'obj'>, my.obj);
  };
  const unlink = (s: Mm, my: HasObj) => {
    s.list = removeRow(s.list as RowSet<'obj'>, my.obj);
  };

  it('reports an object in use that nothing names when all threads have ended', async () => {
    const message = 'unreferenced object obj[0]: it is allocated and nothing points to it';
    expect(await nearest(programFor({ alloc }))).toEqual({ check: 'kmemleak', message, steps: 1 });
    expect(await nearest(publishedFor({ unpublish }))).toEqual({ check: 'kmemleak', message, steps: 1 });
    expect(await nearest(programFor({ alloc, link, unlink }))).toMatchObject({ check: 'kmemleak', steps: 3 });
  });

  it('reports nothing where it is freed, or a pointer or a set names it', async () => {
    expect(await nearest(programFor({ alloc, free }))).toBeUndefined();
    expect(await nearest(programFor({ alloc, publish }))).toBeUndefined();
    expect(await nearest(programFor({ alloc, link }))).toBeUndefined();
  });
});

describe('a slab', () => {
  it('begins with nothing in use, and may start otherwise', () => {
    const unused = { inuse: false, readers: emptySet, generation: 0 };
    expect(new Walk(programFor({ alloc })).state.shared.obj).toMatchObject([
      { slab: unused },
      { slab: unused },
    ]);
    const used = { inuse: true, readers: emptySet, generation: 1 };
    expect(new Walk(publishedFor({ load })).state.shared.obj).toMatchObject([
      { slab: used },
      { slab: unused },
    ]);
  });
});
