import { describe, expect, it } from 'vitest';
import {
  addressOf,
  atTheEnd,
  goto,
  machine,
  oneStep,
  type Ptr,
  pointer,
  rowSet,
  add as setAdd,
  table,
  tasks,
  thread,
} from '../../../model/language/index.ts';
import {
  allocate,
  byAccess,
  INIT_LIST_HEAD,
  kernelChecks,
  kmem_cache_free,
  list_add_rcu,
  list_add_tail,
  list_add_tail_rcu,
  list_del,
  list_del_init,
  list_del_rcu,
  list_empty,
  list_empty_careful,
  list_entries,
  list_first_entry,
  list_first_entry_or_null,
  list_for_each_entry,
  list_for_each_entry_rcu,
  list_for_each_entry_safe,
  list_head,
  list_move,
  listRegisters,
  rcu_read_lock,
  rcu_read_unlock,
  slab,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const list = list_head('obj[].list', 'head[].list');
const mm = machine(
  {
    obj: slab(3, { list }),
    head: table(2, { list }),
    keeps: rowSet('obj'),
    task: tasks({ ...taskFields(), seen: rowSet('obj') }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My {
  obj: Ptr<'obj'>;
  n: Ptr<'obj'>;
}
const locals = { obj: pointer('obj'), n: pointer('obj'), ...listRegisters(list) };

const obj = (row: number) => () => addressOf('obj[].list', row as Ptr<'obj'>);
const head =
  (row = 0) =>
  () =>
    addressOf('head[].list', row as Ptr<'head'>);
const my_obj = (_s: Mm, my: My) => addressOf('obj[].list', my.obj);

/** The first list has these objects, in this order; all three are allocated and kept. */
const initial =
  (...entries: readonly number[]) =>
  (s: Mm) => {
    for (const row of [0, 1, 2]) {
      allocate(s.obj[row]!);
      s.keeps = setAdd(s.keeps, row);
    }
    for (const row of [0, 1]) INIT_LIST_HEAD(s, head(row)());
    for (const row of entries) list_add_tail(obj(row), head())(s, undefined);
  };
const programFor = (entries: readonly number[], ...listings: object[]) =>
  programOf(mm, threadsOf(mm, locals, ...listings), { initial: initial(...entries) });

const see = (s: Mm, my: My & { current: number }) => {
  const task = s.task[my.current]!;
  task.seen = setAdd(task.seen, my.obj);
};
const walker = {
  next: list_for_each_entry(head(), 'obj[].list', 'obj', 'return'),
  see: goto('next', see),
};
const safe = {
  ...list_for_each_entry_safe('next', head(), 'obj[].list', 'obj', 'n', 'return'),
  list_del: list_del(my_obj),
  again: goto('next'),
};

describe('list_for_each_entry', () => {
  it('goes through the list in its order, one load a step', () => {
    const walk = new Walk(programFor([2, 0, 1], walker));
    const at: unknown[] = [];
    while (walk.at('cpu0') !== 'end') {
      walk.step('cpu0');
      if (walk.at('cpu0') === 'see') at.push(walk.my('cpu0').obj);
    }
    expect(at).toEqual([2, 0, 1]);
    expect(new Walk(programFor([], walker)).run('cpu0')).toEqual(['next']);
  });

  it('does not go on from what list_del() has left', async () => {
    // At the entry, seen, the entry deleted, and on from there.
    expect(await nearest(programFor([0], walker, { list_del: list_del(obj(0)) }))).toEqual({
      check: 'list-corruption',
      message: 'general protection fault: LIST_POISON1 is dereferenced',
      steps: 4,
      at: 'cpu0 next',
    });
  });

  it('walks for ever from what list_del_init() has left, as that leads to itself', () => {
    const program = programFor([0], walker, { list_del_init: list_del_init(obj(0)) });
    const walk = new Walk(program).step('cpu0', 'cpu0', 'cpu1');
    for (let round = 0; round < 3; round++) {
      walk.step('cpu0', 'cpu0');
      expect(walk.my('cpu0').obj).toBe(0);
    }
  });

  it('does not take the head of another list for an entry', async () => {
    expect(await nearest(programFor([0], walker, { list_move: list_move(obj(0), head(1)) }))).toEqual({
      check: 'list-corruption',
      message: 'the walk from head[0].list comes to head[1].list, and takes that for an entry',
      steps: 4,
      at: 'cpu0 next',
    });
  });

  it('touches what it goes on from', async () => {
    const free = (s: Mm) => kmem_cache_free(s.obj[0]!, s);
    const frees = { list_del_rcu: list_del_rcu(obj(0)), free };
    // At the entry, seen, deleted, freed, and on from there.
    expect(await nearest(programFor([0], walker, frees))).toMatchObject({
      check: 'slab-use-after-free',
      steps: 5,
      at: 'cpu0 next',
    });
  });
});

describe('list_for_each_entry_safe', () => {
  it('may delete where it is', async () => {
    expect(await nearest(programFor([2, 0, 1], safe))).toBeUndefined();
    const walk = new Walk(programFor([2, 0, 1], safe));
    walk.run('cpu0');
    expect(list_entries(walk.state.shared as object, head()(), 'obj[].list')).toEqual([]);
    const unsafe = {
      next: list_for_each_entry(head(), 'obj[].list', 'obj', 'return'),
      list_del: safe.list_del,
    };
    expect(await nearest(programFor([2], { ...unsafe, again: goto('next') }))).toMatchObject({
      check: 'list-corruption',
      steps: 4,
    });
  });

  it('is not safe from others', async () => {
    // The first as `obj`, the second as `n`; that one goes, the first does, again; the second is no entry any more.
    const found = await nearest(programFor([2, 0], safe, { list_del: list_del(obj(0)) }));
    expect(found).toMatchObject({
      check: 'list-corruption',
      message: expect.stringContaining('LIST_POISON1'),
    });
  });
});

describe('list_first_entry', () => {
  it('is the first, and a mistake where there is none', async () => {
    const first = { first: list_first_entry(head(), 'obj[].list', 'obj') };
    const walk = new Walk(programFor([1, 2], { ...first, see }));
    walk.step('cpu0');
    expect(walk.my('cpu0').obj).toBe(1);
    expect(await nearest(programFor([], first))).toMatchObject({ check: 'list-corruption', steps: 1 });
  });

  it('or null', () => {
    const test = list_first_entry_or_null(head(), 'obj[].list', 'obj');
    const fn = mm.fn('f', 'mm/example.c', {}, { obj: pointer('obj') }, { test });
    const walk = new Walk(programOf(mm, { f: thread(fn, {}) }, { initial: initial() }));
    expect(walk.run('f')).toEqual(['test']);
  });
});

describe('a walk in a read section', () => {
  const reader = {
    rcu_read_lock,
    next: list_for_each_entry_rcu(head(), 'obj[].list', 'obj', 'rcu_read_unlock'),
    see: goto('next', see),
    rcu_read_unlock,
  };
  const sees = (rows: number) => atTheEnd<Mm>('the reader sees', (s) => (s.task[0]!.seen & rows) === rows);
  const race = (entries: readonly number[], writer: object, rows: number) =>
    nearest(
      programOf(mm, threadsOf(mm, locals, reader, writer), {
        initial: initial(...entries),
        properties: [sees(rows)],
      }),
    );

  it('sees all that is there before and after, whatever the order of the stores', async () => {
    expect(await race([2, 0], byAccess('add', list_add_rcu(obj(1), head())), 0b101)).toBeUndefined();
    expect(await race([2, 0], byAccess('add', list_add_tail_rcu(obj(1), head())), 0b101)).toBeUndefined();
    expect(await race([2, 0, 1], byAccess('del', list_del_rcu(obj(0))), 0b110)).toBeUndefined();
  });

  it('goes astray where an entry is published before it has its links', async () => {
    const [load, prev, next, ...stores] = Object.entries(byAccess('add', list_add_rcu(obj(1), head())));
    const publishedFirst = Object.fromEntries([
      load!,
      prev!,
      next!,
      stores[2]!,
      stores[0]!,
      stores[1]!,
      stores[3]!,
    ]);
    // Loaded, checked twice, published; found, seen, and on to its next, which is null.
    expect(await race([2], publishedFirst, 0b100)).toMatchObject({
      check: 'null-pointer-dereference',
      steps: 8,
    });
  });

  it('fails behind list_del(), which poisons next', async () => {
    expect(await race([0], byAccess('del', list_del(obj(0))), 0)).toMatchObject({ check: 'list-corruption' });
  });

  it('is a read section', async () => {
    const { rcu_read_lock: _, rcu_read_unlock: __, ...bare } = reader;
    const open = { ...bare, next: list_for_each_entry_rcu(head(), 'obj[].list', 'obj', 'return') };
    expect(await nearest(programFor([0], open))).toMatchObject({
      check: 'lockdep',
      message: 'suspicious RCU usage: RCU-list traversed in non-reader section!!',
      steps: 1,
    });
  });
});

describe('list_empty_careful', () => {
  /** The waker deletes the entry of a waiter, who frees it as soon as it is on no list: as finish_wait() does. */
  const waker = byAccess('del', list_del_init(obj(0)));
  const free = (s: Mm) => kmem_cache_free(s.obj[0]!, s);
  const waiter = {
    ...list_empty_careful('careful', obj(0), 'return'),
    free,
  };
  const careless = {
    empty: oneStep('it is one load', (s: Mm, my: My) => {
      if (list_empty(obj(0))(s, my)) my.obj = 0 as Ptr<'obj'>;
    }),
    free: (s: Mm, my: My) => {
      if (my.obj !== null) free(s);
    },
  };

  it('says that it is empty where the last store has been made', async () => {
    expect(await nearest(programFor([0], waker, waiter))).toBeUndefined();
    // All of list_del_init() but the last store; empty; freed; the last store.
    expect(await nearest(programFor([0], waker, careless))).toMatchObject({
      check: 'slab-use-after-free',
      steps: 10,
      at: 'cpu0 del: entry->prev = entry',
    });
  });
});
