import { describe, expect, it } from 'vitest';
import { ablate } from '../../../../checker/questions/ablation/ablate.ts';
import { titleOf } from '../../../../checker/questions/ablation/parts.ts';
import {
  call,
  count,
  design,
  either,
  goto,
  holds,
  kernelChecks,
  machine,
  on,
  scenario,
  spin_lock,
  spin_unlock,
  spinlock,
  table,
  taskFields,
  tasks,
  thread,
  when,
} from '../../../../index.ts';

const mm = machine(
  { lock: spinlock(), users: count(3), inside: count(2), row: table(2, {}), task: tasks(taskFields()) },
  kernelChecks,
);
type Mm = typeof mm.state;
type Lines = Parameters<typeof mm.fn>[4];
const lock_of = (s: Mm) => s.lock;
const lock = spin_lock(lock_of);
const unlock = spin_unlock(lock_of);
const fn = (name: string, lines: object) => mm.fn(name, 'test', {}, {}, lines as Lines);

/** The titles of what is left out of a function that two threads run, with what came of it. */
async function leftOut(of: ReturnType<typeof fn>): Promise<Map<string, string>> {
  const made = scenario('test/partners', {
    summary: '',
    machine: mm,
    threads: { one: thread(of, {}), other: thread(of, {}) },
    designs: { base: design([], holds) },
  });
  const { ablated } = await ablate(made, 'base', { sizes: {}, elsewhere: [], search: () => ({}) });
  return new Map(ablated.map(({ what, judgement }) => [titleOf(what), judgement.status]));
}

describe('how many lines are left out together', () => {
  /** A lock that is given up in one of so many places. */
  const withExits = (exits: number) => {
    const names = Array.from({ length: exits }, (_, i) => `unlock${i}`);
    const ways = names.map((name) => on(() => true, goto(name)));
    const unlocks = names.map((name) => [name, goto('return', unlock)]);
    return fn('take', { lock, choose: either(...(ways as [])), ...Object.fromEntries(unlocks) });
  };
  const ofLock = async (exits: number) =>
    [...(await leftOut(withExits(exits))).keys()].filter((title) => title.startsWith('take.lock'));

  it.each([1, 2, 3])('is a lock and all of its unlocks where those are %i', async (exits) => {
    const unlocks = Array.from({ length: exits }, (_, i) => `unlock${i}`);
    const [title, ...others] = await ofLock(exits);
    expect(others).toEqual([]);
    const [first, ...rest] = title!.split(' + ');
    expect([first, ...rest.sort()]).toEqual(['take.lock', ...unlocks]);
  });

  it('is the lock alone where they are more than four with it', async () => {
    expect(await ofLock(4)).toEqual(['take.lock']);
    expect([...(await leftOut(withExits(4))).keys()]).toContain('take.unlock3');
  });
});

describe('what only a race leads to', () => {
  const enter = (s: Mm) => {
    s.inside++;
  };
  const leave = (s: Mm) => {
    s.inside--;
  };
  const raced = when((s: Mm) => s.inside > 1, 'early');

  it('goes too, where it is an unlock beside the one that goes with the lock', async () => {
    const section = fn('section', { lock, raced, unlock: goto('return', unlock), early: unlock });
    const found = await leftOut(fn('work', { enter, inner: call(section as never), leave }));
    expect(found.get('section.lock + unlock + early')).toBe('holds');
  });

  it('goes too, as the call that it is where the put that goes with the get is a call', async () => {
    const put = fn('put', {
      dec: (s: Mm) => {
        s.users--;
      },
    });
    const get = (s: Mm) => {
      s.users++;
    };
    const calls = { put: call(put as never), out: goto('return'), early: call(put as never) };
    const use = fn('use', { get, raced, ...calls });
    const found = await leftOut(fn('work', { enter, inner: call(use as never), leave }));
    expect(found.get('use.get + put + early')).toBe('holds');
  });
});
