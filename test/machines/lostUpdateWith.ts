import type { Spinlock, StateOf } from '../../index.ts';

interface HasSeen {
  seen: number;
}

/**
 * Two threads that add one to a counter, with and without a lock, and patches to that. `mmcheck` is the tool's main
 * entry: a test's own, or the one that a file on the command line gets.
 */
export function lostUpdateWith(mmcheck: typeof import('../../index.ts')) {
  const { after, atTheEnd, before, count, design, holds, machine, patch, record, remove, scenario } = mmcheck;
  const { sometimes, table, tasks, thread, unless, violated } = mmcheck;
  const { kernelChecks, spin_lock, spin_unlock, spinlock, taskFields } = mmcheck;

  const shape = {
    counter: table(1, { value: count(2) }),
    locks: record({ needed: spinlock(), idle: spinlock() }),
    task: tasks(taskFields()),
  };
  const counters = machine(shape, kernelChecks);
  type Counters = StateOf<typeof shape>;

  const needed_lock = (s: Counters): Spinlock => s.locks.needed;
  const idle_lock = (s: Counters): Spinlock => s.locks.idle;

  const read = (s: Counters, my: HasSeen) => {
    my.seen = s.counter[0]!.value;
  };
  const write = (s: Counters, my: HasSeen) => {
    s.counter[0]!.value = my.seen + 1;
  };

  /** Reads a counter and writes it back with one more: an update may be lost in between. */
  const add_one = counters.fn('add_one', 'test', {}, { seen: count(2) }, { read, write });

  const take_lock = patch('counter: take a lock').in(
    add_one,
    before('read', { spin_lock: spin_lock(needed_lock) }),
    after('write', { spin_unlock: spin_unlock(needed_lock) }),
  );

  /** A second lock, which nobody needs, inside the first. */
  const take_another = patch('counter: take another lock', take_lock).in(
    add_one,
    after('spin_lock', { idle_lock: spin_lock(idle_lock) }),
    before('spin_unlock', { idle_unlock: spin_unlock(idle_lock) }),
  );

  /** Unlocks before it writes. */
  const unlock_early = patch('counter: shorten the section', take_lock).in(
    add_one,
    remove('spin_unlock'),
    after('read', { early_unlock: spin_unlock(needed_lock) }),
  );

  const never = () => false;
  /** Jumps to a label that only the patch behind it brings: a commit that nobody can bisect to. */
  const jumps_ahead = patch('counter: jump ahead').in(
    add_one,
    after('read', { jump: unless(never, 'landing' as never) }),
  );
  const landing = patch('counter: a place to land').in(add_one, after('write', { landing: () => {} }));

  const nothingLost = atTheEnd('no update is lost', (s: Counters) => s.counter[0]!.value === 2);
  const once = sometimes('the counter is one', (s: Counters) => s.counter[0]!.value === 1);

  const lostUpdate = scenario('test/series', {
    summary: 'two threads add one to a counter',
    machine: counters,
    threads: { first: thread(add_one, {}), second: thread(add_one, {}) },
    properties: [nothingLost, once],
    designs: {
      racy: design([], violated(nothingLost.name)),
      early: design([take_lock, unlock_early], violated(nothingLost.name)),
      gap: design([jumps_ahead, landing], violated()),
      locked: design([take_lock, take_another], holds),
    },
  });

  return { lostUpdate, nothingLost, take_another, take_lock };
}
