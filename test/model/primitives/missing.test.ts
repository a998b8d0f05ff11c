import { describe, expect, it } from 'vitest';
import { count, machine, record, type Shape, table, tasks, unless } from '../../../model/language/index.ts';
import * as primitives from '../../../model/primitives/index.ts';
import { naiveSearch } from '../../helpers/naiveSearch.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';
import { explore } from '../../helpers/searches.ts';

/** The primitives as JavaScript sees them. */
const js = primitives as unknown as Record<string, (...given: unknown[]) => unknown>;
const {
  bitSpinlock,
  completion,
  mutex,
  pageLock,
  rwlock,
  rwsem,
  slab,
  spinlock,
  taskFields,
  waitQueue,
  work,
} = primitives;

const records = {
  lock: spinlock(),
  rw: rwlock(),
  bit: bitSpinlock(),
  page: pageLock(),
  sem: rwsem(),
  mutex: mutex(),
  wq: waitQueue(),
  item: work(),
  x: completion(),
  seq: primitives.seqcount(),
  sl: primitives.seqlock(),
  other: record({}),
};
type Of = Readonly<Record<string, object>>;

/** What a label says that cannot do its work on a machine, in both engines. */
async function complaint(shape: Shape, line: unknown): Promise<string> {
  const mm = machine({ ...shape, ...records });
  const program = programOf(mm, threadsOf(mm, {}, { here: line, last: () => {} }));
  const said = async (search: () => unknown) => {
    try {
      await search();
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : 'something';
    }
    return 'nothing';
  };
  const packed = await said(() => explore(program));
  expect(await said(() => naiveSearch(program, 'any'))).toBe(packed);
  return packed.replace(/^ModelError: test\/small@only: cpu0 at here( with t\[0\])?: /, '');
}

const at = (field: string) => (s: Of) => s[field];
const withTask = { task: tasks(taskFields()) };
const needsTask: readonly (readonly [name: string, line: () => unknown])[] = [
  ['spin_lock', () => js.spin_lock!(at('lock'))],
  ['spin_trylock', () => unless(js.spin_trylock!(at('lock')) as never, 'return')],
  ['read_lock', () => js.read_lock!(at('rw'))],
  ['write_trylock', () => unless(js.write_trylock!(at('rw')) as never, 'return')],
  ['bit_spin_lock', () => js.bit_spin_lock!(at('bit'))],
  ['lock_page', () => js.lock_page!(at('page'))],
  ['wait_on_page_locked', () => js.wait_on_page_locked!(at('page'))],
  ['down_write', () => js.down_write!(at('sem'))],
  ['mutex_lock', () => js.mutex_lock!(at('mutex'))],
  ['rcu_read_lock', () => js.rcu_read_lock],
  ['rcu_read_unlock', () => js.rcu_read_unlock],
  ['preempt_disable', () => js.preempt_disable],
  ['preempt_enable', () => js.preempt_enable],
  ['cond_resched', () => js.cond_resched],
  ['schedule', () => js.schedule!(at('wq'))],
  ['flush_work', () => js.flush_work!(at('item'))],
  ['write_seqcount_begin', () => js.write_seqcount_begin!(at('seq'))],
  ['write_seqlock', () => js.write_seqlock!(at('sl'))],
  ['wait_for_completion', () => js.wait_for_completion!(at('x'))],
];

describe('a primitive that needs to know who runs', () => {
  it.each(needsTask)('says so on a machine without tasks: %s', async (_name, line) => {
    expect(await complaint({}, line())).toBe(
      "the machine has no table 'task'; allowed: task: tasks(taskFields())",
    );
  });

  it.each(needsTask)('says so where tasks have something else: %s', async (_name, line) => {
    const { preempt_count, rcu_read_lock_nesting } = taskFields();
    expect(await complaint({ task: tasks({ rcu_read_lock_nesting }) }, line())).toBe(
      "the machine's table 'task' has no field 'preempt_count'; allowed: task: tasks(taskFields())",
    );
    expect(await complaint({ task: tasks({ preempt_count }) }, line())).toBe(
      "the machine's table 'task' has no field 'rcu_read_lock_nesting'; allowed: task: tasks(taskFields())",
    );
  });

  it('says so where the rows are not the threads', async () => {
    const counts = { preempt_count: count(1), rcu_read_lock_nesting: count(1) };
    const mm = machine({ task: table(1, counts) });
    const listing = { last: () => {}, here: js.preempt_disable };
    const program = programOf(mm, threadsOf(mm, {}, { last: () => {} }, listing));
    await expect(explore(program)).rejects.toThrow(
      "cpu1 at here: the machine has no row for each thread in 'task'; allowed: task: tasks(taskFields())",
    );
  });

  it('says so of a free, which looks for readers', async () => {
    const mm = machine({ obj: slab(1, {}) });
    const free = (s: never) => js.kmem_cache_free!((s as Record<string, object[]>).obj![0], s);
    const listing = { free, last: () => {} };
    const initial = (s: { obj: readonly primitives.SlabRow[] }) => primitives.allocate(s.obj[0]!);
    const program = programOf(mm, threadsOf(mm, {}, listing), { initial: initial as never });
    await expect(explore(program)).rejects.toThrow(
      "cpu0 at free: the machine has no table 'task'; allowed: ",
    );
  });
});

describe('a primitive that works on a record', () => {
  const kinds: readonly (readonly [name: string, maker: string, line: (of: unknown) => unknown])[] = [
    ['spin_lock', 'spinlock()', js.spin_lock!],
    ['spin_unlock', 'spinlock()', js.spin_unlock!],
    ['write_lock', 'rwlock()', js.write_lock!],
    ['bit_spin_lock', 'bitSpinlock()', js.bit_spin_lock!],
    ['clear_bit_unlock', 'bitSpinlock()', js.clear_bit_unlock!],
    ['lock_page', 'pageLock()', js.lock_page!],
    ['up_read', 'rwsem()', js.up_read!],
    ['down_read', 'rwsem()', js.down_read!],
    ['downgrade_write', 'rwsem()', js.downgrade_write!],
    ['mutex_lock', 'mutex()', js.mutex_lock!],
    ['mutex_unlock', 'mutex()', js.mutex_unlock!],
    ['prepare_to_wait', 'waitQueue()', js.prepare_to_wait!],
    ['wake_up_all', 'waitQueue()', js.wake_up_all!],
    ['wake_up', 'waitQueue()', js.wake_up!],
    ['complete', 'completion()', js.complete!],
    ['read_seqcount_begin', 'seqcount()', js.read_seqcount_begin!],
    ['raw_write_seqcount_end', 'seqcount()', js.raw_write_seqcount_end!],
    ['write_seqlock', 'seqlock()', js.write_seqlock!],
    ['wait_for_completion', 'completion()', js.wait_for_completion!],
    ['schedule_work', 'work()', (of) => unless(js.schedule_work!(of) as never, 'return')],
    ['process_one_work', 'work()', js.process_one_work!],
    ['cancel_work_sync', 'work()', js.cancel_work_sync!],
  ];

  it.each(kinds)('says so where the machine has none, or another one: %s', async (_name, maker, line) => {
    const none = `and no ${maker}; allowed: a field of the machine that is one`;
    expect(await complaint(withTask, line(at('missing')))).toBe(`what it works on is undefined, ${none}`);
    expect(await complaint(withTask, line(at('other')))).toBe(`what it works on is an object, ${none}`);
  });

  it('says so of a page, its flags and its queue', async () => {
    const flags =
      'what it works on is undefined, and no pageFlags(); allowed: a field of the machine that is one';
    const lock = js.trylock_page_bit!(at('other')) as never;
    expect(await complaint(withTask, unless(lock, 'return'))).toBe(flags);
    const unlock = (js.unlock_page_bit!('unlock', at('nowhere')) as Of)['unlock: ClearPageWaiters'];
    expect(await complaint(withTask, unlock)).toBe(flags.replace('pageFlags', 'pageWaitqueue'));
  });

  it('says so of a counter, and of a row', async () => {
    const missing =
      "what it counts in is an object without a field 'refs'; allowed: a row or record that has the counter";
    for (const make of [js.atomic_inc!, js.refcount_inc!]) {
      expect(await complaint(withTask, make(at('other'), 'refs'))).toBe(missing);
      expect(await complaint(withTask, make(at('nowhere'), 'refs'))).toBe(
        missing.replace('an object', 'undefined'),
      );
    }
    expect(await complaint(withTask, (s: Of) => js.kmem_cache_free!(s.nowhere, s))).toBe(
      'what it works on is undefined, and no row of a slab(); allowed: a field of the machine that is one',
    );
    expect(
      await complaint(
        { ...withTask, t: table(1, {}) },
        js.kmem_cache_alloc!('t', () => {}),
      ),
    ).toBe(
      'what it works on is an object, and no row of a slab(); allowed: a field of the machine that is one',
    );
  });
});

describe('a primitive that is called instead of listed', () => {
  it.each(['rcu_read_lock', 'preempt_disable', 'preempt_enable'])('says so: %s', (name) => {
    expect(() => js[name]!()).toThrow(
      'a primitive is called without a state and a thread; allowed: its name alone in a listing, or (state, my) in a recipe',
    );
    expect(() => js[name]!(() => [])).toThrow('a primitive is called without a state and a thread');
  });
});
