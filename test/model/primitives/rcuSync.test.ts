import { describe, expect, it } from 'vitest';
import {
  count,
  deref,
  machine,
  type Ptr,
  pointer,
  table,
  tasks,
  unless,
} from '../../../model/language/index.ts';
import {
  allocate,
  type Current,
  kernelChecks,
  kmem_cache_free,
  preempt_disable,
  rcu_assign_pointer,
  rcu_dereference,
  rcu_dereference_protected,
  rcu_read_lock,
  rcu_read_unlock,
  rcuFields,
  slab,
  synchronize_rcu,
  taskFields,
} from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { refusal } from '../../helpers/refusal.ts';
import { Walk } from '../../helpers/walk.ts';

const mm = machine(
  {
    obj: slab(2, { value: count(1) }),
    map: table(1, { obj: pointer('obj') }),
    task: tasks({ ...taskFields(), ...rcuFields() }),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My extends Current {
  obj: Ptr<'obj'>;
}
const map = (s: Mm) => s.map[0]!;

const reader = {
  rcu_read_lock,
  load: unless((s: Mm, my: My) => {
    my.obj = rcu_dereference(s, my, map(s).obj);
    return my.obj !== null;
  }, 'rcu_read_unlock'),
  read: (s: Mm, my: My) => void deref(s.obj, my.obj).value,
  rcu_read_unlock,
};
/** Puts object 1 in the place of object 0. */
const writer = {
  old: (s: Mm, my: My) => {
    my.obj = rcu_dereference_protected(map(s).obj, true);
  },
  rcu_assign_pointer: rcu_assign_pointer(map, 'obj', () => 1 as Ptr<'obj'>),
  ...synchronize_rcu('synchronize_rcu'),
  kfree: (s: Mm, my: My) => kmem_cache_free(deref(s.obj, my.obj), s),
};

const programFor = (...listings: object[]) =>
  programOf(mm, threadsOf(mm, { obj: pointer('obj') }, ...listings), {
    initial: (s: Mm) => {
      for (const row of s.obj) allocate(row);
      map(s).obj = 0 as Ptr<'obj'>;
    },
  });

const { old, rcu_assign_pointer: assign, kfree, ...synchronize } = writer;

describe('synchronize_rcu', () => {
  it('lets the readers of what was replaced leave', async () => {
    expect(await nearest(programFor(reader, reader, writer))).toBeUndefined();
  });

  it('is missed where it is left out, or comes before the pointer is replaced', async () => {
    // A section, the old object; the old object, replaced, freed; and the read.
    expect(await nearest(programFor(reader, { old, assign, kfree }))).toMatchObject({
      check: 'slab-use-after-free',
      steps: 6,
      at: 'cpu0 read',
    });
    // And the two steps that waited for nobody.
    const early = { old, ...synchronize, assign, kfree };
    expect(await nearest(programFor(reader, early))).toMatchObject({
      check: 'slab-use-after-free',
      steps: 8,
      at: 'cpu0 read',
    });
  });

  it('waits for the sections that are open as it begins, and no others', () => {
    const walk = new Walk(programFor(reader, reader, writer));
    walk.step('cpu0', 'cpu2', 'cpu2', 'cpu2', 'cpu1');
    expect(walk.choices('cpu2')).toBe(0);
    walk.run('cpu0');
    expect(walk.choices('cpu2')).toBe(1);
  });

  it('waits until the outermost section is closed', () => {
    const nested = { outer: rcu_read_lock, inner: rcu_read_lock, one: rcu_read_unlock, two: rcu_read_unlock };
    const walk = new Walk(programFor(nested, writer)).step('cpu0', 'cpu0', 'cpu1', 'cpu1', 'cpu1', 'cpu0');
    expect(walk.choices('cpu1')).toBe(0);
    walk.step('cpu0');
    expect(walk.choices('cpu1')).toBe(1);
  });

  it('is not called in a read section, nor in atomic context', async () => {
    expect(await nearest(programFor({ rcu_read_lock, ...synchronize }))).toMatchObject({
      check: 'lockdep',
      message: 'Illegal synchronize_rcu() in RCU read-side critical section',
      steps: 2,
    });
    expect(await nearest(programFor({ preempt_disable, ...synchronize }))).toMatchObject({
      check: 'lockdep',
      message: 'sleeping function called from invalid context: synchronize_rcu with preemption disabled',
      steps: 2,
    });
  });

  it('wants rcuFields()', () => {
    const bare = machine({ task: tasks(taskFields()) });
    const program = programOf(bare, threadsOf(bare, {}, synchronize_rcu('wait')));
    expect(refusal(() => new Walk(program).step('cpu0'))).toContain(
      "the machine's table 'task' has no field 'rcu_waits_for'; allowed: task: tasks({ ...taskFields(), ...rcuFields() })",
    );
  });
});

describe('rcu_dereference', () => {
  it('is for read sections, and rcu_dereference_protected for who has the lock', async () => {
    const { load } = reader;
    expect(await nearest(programFor({ load: { ...load }, rcu_read_unlock }))).toMatchObject({
      check: 'lockdep',
      message: 'suspicious rcu_dereference_check() usage!',
      steps: 1,
    });
    const unlocked = (s: Mm) => void rcu_dereference_protected(map(s).obj, false);
    expect(await nearest(programFor({ unlocked }))).toMatchObject({
      check: 'lockdep',
      message: 'suspicious rcu_dereference_protected() usage!',
      steps: 1,
    });
  });
});
