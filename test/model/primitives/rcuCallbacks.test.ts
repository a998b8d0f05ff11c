import { describe, expect, it } from 'vitest';
import {
  count,
  deref,
  goto,
  machine,
  type Ptr,
  pointer,
  tasks,
  thread,
  unless,
} from '../../../model/language/index.ts';
import {
  allocate,
  type Current,
  call_rcu,
  cond_resched,
  kernelChecks,
  kfree_rcu,
  kfree_rcu_work,
  kmem_cache_destroy,
  kmem_cache_free,
  rcu_barrier,
  rcu_callback_done,
  rcu_dereference,
  rcu_do_batch,
  rcu_read_lock,
  rcu_read_unlock,
  rcuFields,
  slabWithRcuHead,
  synchronize_rcu,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    obj: slabWithRcuHead(2, { value: count(1) }),
    shared: pointer('obj'),
    task: tasks({ ...taskFields(), ...rcuFields() }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My extends Current {
  obj: Ptr<'obj'>;
}
const locals = { obj: pointer('obj') };
const initial = (s: Mm) => {
  allocate(s.obj[0]!);
  s.shared = 0 as typeof s.shared;
};
const obj_of = (s: Mm, my: My) => deref(s.obj, my.obj);

const reader = {
  rcu_read_lock,
  load: unless((s: Mm, my: My) => {
    my.obj = rcu_dereference(s, my, s.shared);
    return my.obj !== null;
  }, 'rcu_read_unlock'),
  read: (s: Mm, my: My) => void obj_of(s, my).value,
  rcu_read_unlock,
};
const unpublish = (s: Mm, my: My) => {
  my.obj = s.shared;
  s.shared = null;
};
const free = (s: Mm, my: My) => kmem_cache_free(obj_of(s, my), s);

/** Runs callbacks for as long as there are some, and need not. */
const callbacks = thread(
  mm.fn('rcu_core', 'kernel/rcu/tree.c', {}, locals, {
    rcu_do_batch: rcu_do_batch('obj', (_s: Mm, my: My, row) => {
      my.obj = row;
    }),
    free,
    done: goto('rcu_do_batch', rcu_callback_done),
  }),
  {},
  { optional: true },
);
const work = thread(
  mm.fn(
    'kfree_rcu_monitor',
    'kernel/rcu/tree.c',
    {},
    {},
    {
      kfree_rcu_work: kfree_rcu_work('obj'),
      again: goto('kfree_rcu_work'),
    },
  ),
  {},
  { optional: true },
);

const programFor = (others: object, ...listings: object[]) =>
  programOf(mm, { ...threadsOf(mm, locals, ...listings), ...others } as never, { initial });

describe('call_rcu', () => {
  const writer = { unpublish, call_rcu: call_rcu(obj_of) };

  it('frees behind the readers that could have the object', async () => {
    expect(await nearest(programFor({ callbacks }, reader, writer))).toBeUndefined();
    expect(await nearest(programFor({ callbacks }, reader, reader, writer))).toBeUndefined();
  });

  it('is too early where the object can still be found', async () => {
    const early = {
      find: (s: Mm, my: My) => {
        my.obj = s.shared;
      },
      call_rcu: call_rcu(obj_of),
      unpublish,
    };
    // Found, queued; a section, the object; the callback, which waits for nobody, and its free; and the read.
    expect(await nearest(programFor({ callbacks }, reader, early))).toMatchObject({
      check: 'slab-use-after-free',
      steps: 7,
      at: 'cpu0 read',
    });
  });

  it('does not protect who reads behind his section', async () => {
    const late = {
      rcu_read_lock,
      load: reader.load,
      rcu_read_unlock,
      read: (s: Mm, my: My) => {
        if (my.obj !== null) void obj_of(s, my).value;
      },
    };
    // The section and the object; unpublished, queued; the end of the section; the callback and its free; and the read.
    expect(await nearest(programFor({ callbacks }, late, writer))).toMatchObject({
      check: 'slab-use-after-free',
      at: 'cpu0 read',
      steps: 8,
    });
  });

  it('is not called twice, nor for what is free', async () => {
    const twice = { ...writer, again: call_rcu(obj_of) };
    expect(await nearest(programFor({}, twice))).toEqual({
      check: 'double-free',
      message: 'rcu: call_rcu(): Double-freed CB',
      steps: 3,
      at: 'cpu0 again',
    });
    const freed = { unpublish, free, call_rcu: call_rcu(obj_of) };
    expect(await nearest(programFor({}, freed))).toMatchObject({ check: 'slab-use-after-free', steps: 3 });
    // Freed by hand while its callback waits, which frees it again.
    const both = { ...writer, free };
    expect(await nearest(programFor({ callbacks }, both))).toMatchObject({ check: 'double-free', steps: 5 });
  });

  it('keeps the object from being lost, and its callback from sleeping', async () => {
    expect(await nearest(programFor({}, { unpublish }))).toMatchObject({ check: 'kmemleak' });
    expect(await nearest(programFor({}, writer))).toBeUndefined();
    const sleeps = {
      rcu_do_batch: rcu_do_batch('obj', (_s: Mm, my: My, row) => {
        my.obj = row;
      }),
      cond_resched,
    };
    expect(await nearest(programFor({}, writer, sleeps))).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: cond_resched with preemption disabled',
      steps: 4,
    });
  });
});

describe('kfree_rcu', () => {
  it('frees behind the readers', async () => {
    const writer = { unpublish, kfree_rcu: kfree_rcu(obj_of) };
    expect(await nearest(programFor({ work }, reader, writer))).toBeUndefined();
    const walk = new Walk(programFor({ work }, reader, writer)).step('cpu0', 'cpu1', 'cpu1');
    expect(walk.choices('work')).toBe(0);
    walk.run('cpu0');
    expect(walk.choices('work')).toBe(1);
    walk.step('work');
    expect(walk.state.shared.obj).toMatchObject([{ slab: { inuse: false } }, {}]);
  });
});

describe('rcu_barrier', () => {
  const exit = { unpublish, call_rcu: call_rcu(obj_of) };
  const destroy = { kmem_cache_destroy: kmem_cache_destroy('obj') };

  it('waits for the callbacks, which a grace period does not', async () => {
    expect(
      await nearest(programFor({ callbacks }, { ...exit, ...rcu_barrier('rcu_barrier'), ...destroy })),
    ).toBeUndefined();
    expect(await nearest(programFor({ callbacks }, { ...exit, ...destroy }))).toEqual({
      check: 'WARN_ON',
      message: 'kmem_cache_destroy obj: Slab cache still has objects',
      steps: 3,
      at: 'cpu0 kmem_cache_destroy',
    });
    const synchronized = { ...exit, ...synchronize_rcu('synchronize_rcu'), ...destroy };
    expect(await nearest(programFor({ callbacks }, synchronized))).toMatchObject({
      check: 'WARN_ON',
      steps: 5,
    });
  });

  it('waits for one that runs, and not for one that is queued later', () => {
    const barrier = rcu_barrier('rcu_barrier');
    const later = { queue: call_rcu((s: Mm) => s.obj[1]!) };
    const walk = new Walk(
      programOf(mm, { ...threadsOf(mm, locals, exit, barrier, later), callbacks } as never, {
        initial: (s: Mm) => {
          initial(s);
          allocate(s.obj[1]!);
        },
      }),
    );
    walk.run('cpu0');
    walk.step('callbacks', 'cpu1');
    expect(walk.choices('cpu1')).toBe(0);
    walk.run('cpu2');
    walk.step('callbacks');
    expect(walk.choices('cpu1')).toBe(0);
    walk.step('callbacks');
    expect(walk.choices('cpu1')).toBe(1);
    expect(walk.state.shared.obj).toMatchObject([{}, { rcu: { queued: true } }]);
  });

  it('waits for one that has not begun', () => {
    const walk = new Walk(programFor({ callbacks }, exit, rcu_barrier('rcu_barrier')));
    walk.run('cpu0');
    walk.step('cpu1');
    for (let left = 3; left > 0; left--) {
      expect(walk.choices('cpu1')).toBe(0);
      walk.step('callbacks');
    }
    expect(walk.choices('cpu1')).toBe(1);
  });
});

describe('rcu_callback_done', () => {
  it('reports a section that is left open', async () => {
    const open = {
      rcu_do_batch: rcu_do_batch('obj', (_s: Mm, my: My, row) => {
        my.obj = row;
      }),
      rcu_read_lock,
      done: rcu_callback_done,
    };
    const writer = { unpublish, call_rcu: call_rcu(obj_of) };
    expect(await nearest(programFor({}, writer, open))).toMatchObject({ check: 'lockdep', steps: 5 });
  });
});
