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
  when,
} from '../../../model/language/index.ts';
import {
  allocate,
  atomic_dec_and_test,
  atomic_inc,
  atomic_inc_not_zero,
  bit_spin_lock,
  bit_spin_trylock,
  bit_spin_unlock,
  bitSpinlock,
  type Current,
  cancel_work_sync,
  clear_bit_unlock,
  cond_resched,
  down_read,
  down_read_trylock,
  down_write,
  down_write_trylock,
  downgrade_write,
  finish_wait,
  flush_work,
  kernelChecks,
  kmem_cache_alloc,
  kmem_cache_free,
  lock_page,
  mutex,
  mutex_is_locked,
  mutex_lock,
  mutex_trylock,
  mutex_unlock,
  pageLock,
  preempt_disable,
  preempt_enable,
  prepare_to_wait,
  process_one_work,
  rcu_read_lock,
  rcu_read_unlock,
  read_lock,
  read_trylock,
  read_unlock,
  refcount_dec_and_test,
  refcount_inc,
  refcount_inc_not_zero,
  rwlock,
  rwsem,
  schedule,
  schedule_work,
  slab,
  spin_lock,
  spin_trylock,
  spin_unlock,
  spinlock,
  taskFields,
  test_and_set_bit_lock,
  trylock_page,
  unless_dec_and_lock,
  unlock_page,
  up_read,
  up_write,
  wait_on_page_locked,
  waitQueue,
  wake_up_all,
  work,
  work_done,
  write_lock,
  write_trylock,
  write_unlock,
} from '../../../model/primitives/index.ts';
import { contendedOn } from '../../helpers/contendedOn.ts';

const mm = machine(
  {
    counter: table(1, { refs: count(3), other: bool() }),
    /** What leads to the counter. */
    first: pointer('counter'),
    obj: slab(2, { data: bool() }, { typesafeByRcu: true }),
    spin: spinlock(),
    bit: bitSpinlock(),
    rw: rwlock(),
    sem: rwsem(),
    mutex: mutex(),
    page: pageLock(),
    queue: waitQueue(),
    item: work(),
    task: tasks(taskFields()),
  },
  kernelChecks,
);
type Mm = typeof mm.state;
interface My extends Current {
  obj: Ptr<'obj'>;
}

const counter = (s: Mm) => s.counter[0]!;
const behindPointer = (s: Mm) => s.counter[s.first!]!;
const spin = (s: Mm) => s.spin;
const bit = (s: Mm) => s.bit;
const rw = (s: Mm) => s.rw;
const sem = (s: Mm) => s.sem;
const aMutex = (s: Mm) => s.mutex;
const page = (s: Mm) => s.page;
const queue = (s: Mm) => s.queue;
const item = (s: Mm) => s.item;

const initial = (s: Mm) => {
  s.counter[0]!.refs = 1;
  s.first = 0 as Ptr<'counter'>;
  allocate(s.obj[0]!);
};
const contended = (listing: object, other = listing) =>
  contendedOn(mm, { locals: { obj: pointer('obj') }, initial }, listing, other);

describe('on two CPUs a primitive makes one access that the other can get in the way of', () => {
  const alone: readonly (readonly [string, object])[] = [
    [
      'atomic_inc and atomic_dec_and_test',
      { inc: atomic_inc(counter, 'refs'), dec: unless(atomic_dec_and_test(counter, 'refs'), 'inc') },
    ],
    [
      'atomic_inc_not_zero',
      {
        get: unless(atomic_inc_not_zero(counter, 'refs'), 'get'),
        put: unless(atomic_dec_and_test(counter, 'refs'), 'get'),
      },
    ],
    [
      'refcount_t',
      {
        inc: refcount_inc(counter, 'refs'),
        get: unless(refcount_inc_not_zero(counter, 'refs'), 'get'),
        put: unless(refcount_dec_and_test(counter, 'refs'), 'get'),
      },
    ],
    ['spinlock', { lock: spin_lock(spin), unlock: spin_unlock(spin) }],
    ['spin_trylock', { trylock: unless(spin_trylock(spin), 'trylock'), unlock: spin_unlock(spin) }],
    ['bit spinlock', { lock: bit_spin_lock(bit), unlock: bit_spin_unlock(bit) }],
    ['bit_spin_trylock', { trylock: unless(bit_spin_trylock(bit), 'trylock'), unlock: bit_spin_unlock(bit) }],
    ['bit lock by hand', { set: when(test_and_set_bit_lock(bit), 'set'), clear: clear_bit_unlock(bit) }],
    [
      'rwlock',
      {
        read: read_lock(rw),
        read_unlock: read_unlock(rw),
        write: write_lock(rw),
        write_unlock: write_unlock(rw),
      },
    ],
    [
      'rwlock, tried',
      {
        read: unless(read_trylock(rw), 'read'),
        read_unlock: read_unlock(rw),
        write: unless(write_trylock(rw), 'write'),
        write_unlock: write_unlock(rw),
      },
    ],
    [
      'rwsem',
      { read: down_read(sem), up_read: up_read(sem), write: down_write(sem), up_write: up_write(sem) },
    ],
    [
      'rwsem, tried and downgraded',
      {
        read: unless(down_read_trylock(sem), 'read'),
        up_read: up_read(sem),
        write: unless(down_write_trylock(sem), 'write'),
        downgrade: downgrade_write(sem),
        up: up_read(sem),
      },
    ],
    ['mutex', { lock: mutex_lock(aMutex), unlock: mutex_unlock(aMutex) }],
    [
      'mutex, tried and asked',
      {
        is_locked: when(mutex_is_locked(aMutex), 'is_locked'),
        trylock: unless(mutex_trylock(aMutex), 'is_locked'),
        unlock: mutex_unlock(aMutex),
      },
    ],
    ['page lock', { lock: lock_page(page), unlock: unlock_page(page), wait: wait_on_page_locked(page) }],
    ['trylock_page', { trylock: unless(trylock_page(page), 'trylock'), unlock: unlock_page(page) }],
    ['wait queue', { prepare: prepare_to_wait(queue), wake: wake_up_all(queue), finish: finish_wait(queue) }],
    ['schedule', { prepare: prepare_to_wait(queue), wake: wake_up_all(queue), sleep: schedule(queue) }],
    ['schedule_work', { queue: schedule_work(item) }],
  ];

  it.each(alone)('%s', async (_name, listing) => {
    const found = await contended(listing);
    expect(Object.keys(found)).toEqual(Object.keys(listing));
    // Who waits for a lock is in nobody's way, so that giving it up may be seen by nobody.
    expect(Math.max(...Object.values(found))).toBe(1);
  });

  it('a work item, whose labels that wait are one step for a reason', async () => {
    const worker = { process: process_one_work(item), done: work_done(item) };
    const others = { queue: schedule_work(item), cancel: cancel_work_sync(item), flush: flush_work(item) };
    // Who queues meets a worker that is blocked, or one that has begun; it is the worker that needs its reason.
    expect(await contended(worker, others)).toMatchObject({ process: 3, done: 0, queue: 0 });
  });
});

describe('no other CPU touches', () => {
  it.each([
    ['preemption', { disable: preempt_disable, enable: preempt_enable, cond_resched }],
    [
      'RCU and the slab, where nobody looks at an object itself',
      {
        alloc: kmem_cache_alloc('obj', (_s: Mm, my: My, row) => {
          my.obj = row;
        }),
        lock: rcu_read_lock,
        unlock: rcu_read_unlock,
        free: (s: Mm, my: My) => kmem_cache_free(s.obj[my.obj!]!, s),
      },
    ],
  ])('%s', async (_name, listing) => {
    const found = await contended(listing);
    expect(found).toEqual(Object.fromEntries(Object.keys(listing).map((label) => [label, 0])));
  });
});

describe('what the primitive cannot make one', () => {
  const moves = {
    move: (s: Mm) => {
      s.first = s.first === null ? null : (0 as Ptr<'counter'>);
    },
  };

  it('the pointer that leads to the counter is loaded beside it', async () => {
    const listing = {
      inc: unless(atomic_inc_not_zero(behindPointer, 'refs'), 'inc'),
      dec: atomic_dec_and_test(behindPointer, 'refs'),
    };
    expect(await contended(listing)).toEqual({ inc: 1, dec: 1 });
    const both = { ...listing, ...moves };
    expect(await contended(both)).toMatchObject({ inc: 2, dec: 2 });
  });

  it('a counter that is incremented without it is loaded and stored', async () => {
    const inc = (s: Mm) => {
      const row = s.counter[0]!;
      row.refs = (row.refs + 1) % 4;
    };
    expect(await contended({ inc })).toEqual({ inc: 2 });
  });

  it('a field that is stored in the same step as the atomic operation is another access', async () => {
    const dec = atomic_dec_and_test(counter, 'refs');
    const listing = {
      inc: atomic_inc(counter, 'refs'),
      dec: (s: Mm, my: My) => {
        dec(s, my);
        s.counter[0]!.other = true;
      },
    };
    expect(await contended(listing)).toEqual({ inc: 1, dec: 2 });
  });
});

describe('a primitive that is one step for a reason gives it', () => {
  it.each([
    ['unless_dec_and_lock', unless_dec_and_lock(counter, 'refs', spin, 'return'), 'lib/dec_and_lock.c'],
    ['process_one_work', process_one_work(item), 'pool->lock'],
    ['flush_work', flush_work(item), 'pool->lock'],
    ['cancel_work_sync', cancel_work_sync(item), 'PENDING'],
  ])('%s', (_name, operation, reason) => {
    expect(operation.oneStep).toContain(reason);
  });
});
