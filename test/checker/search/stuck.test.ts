import { describe, expect, it } from 'vitest';
import { type CheckResult, check } from '../../../checker/check.ts';
import { compile } from '../../../checker/packed/compile.ts';
import { buildProgram } from '../../../checker/program/program.ts';
import { breadthFirst } from '../../../checker/search/breadthFirst.ts';
import { withStuck } from '../../../checker/search/stuck.ts';
import {
  always,
  either,
  goto,
  never,
  on,
  spin,
  type Thread,
  unless,
  violated,
  wait,
  when,
  yields,
} from '../../../model/language/index.ts';
import { unlock_page } from '../../../model/primitives/index.ts';
import {
  isRaised,
  lock,
  lockOf,
  type Mm,
  nothing,
  raise,
  run,
  stuckScenario,
  timer,
} from '../../machines/stuck.ts';

const unlock = (page: number) => unlock_page(lockOf(page));
const lower = (s: Mm) => {
  s.flag = false;
};
/** Takes two pages' locks one after the other. */
const pair = (name: string, first: number, second: number) =>
  run(name, { first: lock(first), second: lock(second), drop: unlock(second), leave: unlock(first) });

async function checked(threads: Readonly<Record<string, Thread>>, extras = {}): Promise<CheckResult> {
  return check(stuckScenario(threads, extras), 'base');
}

/** What was found, each failure with the number of steps to the point of no return and of those in the round. */
async function found(threads: Readonly<Record<string, Thread>>, extras = {}) {
  const { violation, trace, also } = await checked(threads, extras);
  if (violation === undefined) return [];
  return [{ violation, trace: trace! }, ...also].map((told) => ({
    check: told.violation.check,
    message: told.violation.message,
    after: told.trace.unavoidableAfter,
    round: told.trace.round === undefined ? undefined : told.trace.steps.length - told.trace.round,
  }));
}

describe('threads that wait for each other, beside one that goes on', () => {
  it('are a deadlock, as they are without it', async () => {
    const [alone] = await found({ ab: pair('ab', 0, 1), ba: pair('ba', 1, 0) });
    expect(alone).toMatchObject({ check: 'deadlock', after: 2 });
    const all = await found({ ab: pair('ab', 0, 1), ba: pair('ba', 1, 0), timer: timer() });
    expect(all).toEqual([
      {
        check: 'deadlock',
        message: expect.stringMatching(
          /^ab and ba wait for each other, while timer goes on: ab at second: the page lock page\[1\]\.lock is held by ba, which is at second; ba at second: the page lock page\[0\]/,
        ),
        after: 2,
        round: 4,
      },
    ]);
  });

  it('may be three in a circle', async () => {
    const threads = { a: pair('a', 0, 1), b: pair('b', 1, 2), c: pair('c', 2, 0), timer: timer() };
    const [failure] = await found(threads);
    expect(failure).toMatchObject({ check: 'deadlock', after: 3 });
    expect(failure!.message).toMatch(/^a, b and c wait for each other/);
  });

  it('are named without those that wait for them', async () => {
    const victim = run('victim', { take: lock(0), drop: unlock(0) });
    const [failure] = await found({ victim, ab: pair('ab', 0, 1), ba: pair('ba', 1, 0), timer: timer() });
    expect(failure!.message).toMatch(/^ab and ba wait for each other/);
  });

  it('may wait for the CPU that one of them keeps', async () => {
    const keeper = run(
      'keeper',
      { begin: nothing, take: spin((s: Mm) => s.page[0]!.lock.owner === null) },
      { cpu: 0 },
    );
    const holder = run('holder', { take: lock(0), drop: unlock(0) }, { cpu: 0 });
    const preemption = (_: Mm, { current }: { current: number }) => current === 1;
    const [failure] = await found({ keeper, holder, timer: timer() }, { preemption });
    expect(failure).toMatchObject({ check: 'deadlock', round: 4 });
    expect(failure!.message).toContain('holder at drop: CPU 0 is held by keeper, which spins at take');
  });
});

describe('a thread that nobody wakes while others go on', () => {
  it('is a hung task that names what it waits for', async () => {
    const sleeper = run('sleeper', { sleep: wait(isRaised) });
    expect(await found({ sleeper, timer: timer() })).toEqual([
      {
        check: 'hung-task',
        message:
          'sleeper is blocked for ever at sleep, while timer goes on: isRaised does not hold (flag = false)',
        after: 0,
        round: 4,
      },
    ]);
  });

  it('is one from where the wake-up is lost', async () => {
    // Whatever is raised before the flag is lowered is lost.
    const sleeper = run('sleeper', { prepare: lower, sleep: wait(isRaised) });
    const [failure] = await found({ sleeper, waker: run('waker', { wake: raise }), timer: timer() });
    expect(failure).toMatchObject({ check: 'hung-task', after: 1 });
  });

  it('may wait for a lock whose holder goes round, which explains it and comes first', async () => {
    const holder = run('holder', { take: lock(0), poll: unless(isRaised, 'poll'), drop: unlock(0) });
    const all = await found({ waiter: run('waiter', { take: lock(0), drop: unlock(0) }), holder });
    expect(all.map((failure) => failure.check)).toEqual(['soft-lockup', 'hung-task']);
    expect(all[1]!.message).toContain('the page lock page[0].lock is held by holder, which is at poll');
  });

  it('may wait in an either, or as one that need not have begun', async () => {
    const either_ = run('f', {
      pick: either(
        on(isRaised, nothing),
        on((s: Mm) => s.tick && s.flag, nothing),
      ),
    });
    expect(await found({ f: either_, timer: timer() })).toMatchObject([{ check: 'hung-task' }]);
    const worker = run(
      'worker',
      { begin: nothing, sleep: wait(isRaised), again: goto('begin') },
      { optional: true },
    );
    expect(await found({ worker, timer: timer() })).toMatchObject([{ check: 'hung-task', after: 1 }]);
  });
});

describe('a thread that goes round without end', () => {
  it('is a soft lockup, however long the round', async () => {
    const self = run('f', { poll: unless(isRaised, 'poll') });
    expect(await found({ self })).toMatchObject([{ check: 'soft-lockup', after: 0, round: 1 }]);
    const far = run('f', { a: nothing, b: nothing, c: when(() => true, 'b') });
    expect(await found({ far })).toMatchObject([
      { check: 'soft-lockup', message: 'far goes round for ever through b, c', after: 0, round: 2 },
    ]);
  });

  it('is one that spins on what nobody gives it', async () => {
    const spinner = run('f', { spin: spin(isRaised) });
    const [failure] = await found({ spinner, timer: timer() });
    expect(failure).toMatchObject({ check: 'soft-lockup', after: 0 });
    expect(failure!.message).toMatch(/^spinner spins for ever at spin, while timer goes on: isRaised/);
  });

  it('is none where somebody can let it out, though nobody has to', async () => {
    const poller = run('f', { poll: unless(isRaised, 'poll') });
    expect(await found({ poller, waker: run('g', { wake: raise }) })).toEqual([]);
  });

  it('keeps its CPU from the one that would let it out, unless it lets go of it', async () => {
    const on0 = { cpu: 0 };
    const waker = run('g', { begin: nothing, wake: raise }, on0);
    const keeps = run('f', { begin: nothing, poll: unless(isRaised, 'poll') }, on0);
    const all = await found({ keeps, waker });
    expect(all).toMatchObject([{ check: 'soft-lockup', after: 1 }]);
    const lets = run('f', { begin: nothing, poll: yields(), more: unless(isRaised, 'poll') }, on0);
    expect(await found({ lets, waker })).toEqual([]);
    expect(await found({ keeps, waker }, { preemption: () => true })).toEqual([]);
  });

  it('may do so on purpose, and then starves the others of its CPU', async () => {
    const options = { cpu: 0, forever: true };
    const [failure] = await found({ timer: timer(options), other: run('f', { only: nothing }, { cpu: 0 }) });
    expect(failure).toMatchObject({ check: 'soft-lockup', after: 1 });
    expect(failure!.message).toMatch(
      /^other never gets its CPU at only, while timer goes on: CPU 0 is held by timer/,
    );
  });
});

describe('a thread that runs for ever', () => {
  it('must come round to its first label', async () => {
    expect(await found({ timer: timer() })).toEqual([]);
    const late = run('f', { once: nothing, poll: goto('poll') }, { forever: true });
    expect(await found({ late })).toMatchObject([{ check: 'soft-lockup', after: 1, round: 1 }]);
  });

  it('says so itself where its listing has no way out, and always one back', async () => {
    expect(await found({ timer: timer({}) })).toEqual([]);
    expect(await found({ self: run('f', { self: goto('self') }) })).toEqual([]);
    const calls = run('f', { a: nothing, b: when(isRaised, 'a'), again: goto('a') });
    expect(await found({ calls })).toEqual([]);
    const late = run('f', { once: nothing, poll: goto('poll') });
    expect(await found({ late })).toMatchObject([{ check: 'soft-lockup', after: 0, round: 1 }]);
  });

  it('must be able to go on from there', async () => {
    const daemon = run('f', { sleep: wait(isRaised, lower), again: goto('sleep') }, { forever: true });
    expect(await found({ daemon, timer: timer() })).toMatchObject([{ check: 'hung-task', after: 0 }]);
    const once = run('g', { wake: raise });
    expect(await found({ daemon, once, timer: timer() })).toMatchObject([{ check: 'hung-task' }]);
    const often = run('h', { wake: raise, more: goto('wake') }, { forever: true });
    expect(await found({ daemon, often })).toEqual([]);
  });

  it('must come there by a run on which it can go on: elsewhere by one and there by another is not enough', async () => {
    const sleeps = { sleep: wait(isRaised), work: lower, again: goto('sleep') };
    const daemon = (listing: object) => run('f', listing, { forever: true });
    const once = run('g', { wake: raise });
    // Behind its first step it can only lower the flag that it waits for: what is left of it leads to its first label.
    expect(await found({ daemon: daemon(sleeps), once, timer: timer() })).toMatchObject([
      { check: 'hung-task', after: 2 },
    ]);
    const picks = { ...sleeps, sleep: either(on(isRaised, nothing)) };
    expect(await found({ daemon: daemon(picks), once, timer: timer() })).toMatchObject([
      { check: 'hung-task', after: 2 },
    ]);
    // It may go round for as long as it does not lower the flag.
    const chooses = {
      sleep: wait(isRaised),
      choose: either(
        on(() => true, goto('sleep')),
        on(() => true, goto('work')),
      ),
      work: lower,
      more: nothing,
      again: goto('sleep'),
    };
    expect(await found({ daemon: daemon(chooses), once, timer: timer() })).toMatchObject([
      { check: 'hung-task', after: 3 },
    ]);
  });

  it('may end all the same', async () => {
    expect(await found({ f: run('f', { only: nothing }, { forever: true }) })).toEqual([]);
  });
});

describe('what is stuck', () => {
  const threads = { sleeper: run('f', { sleep: wait(isRaised) }), timer: timer() };

  it('is what a design may be expected to violate, also by a name in the words of the domain', async () => {
    const by = async (name: string, properties: unknown[] = []) => {
      const { asExpected } = await checked(threads, { expected: violated(name), properties });
      return asExpected;
    };
    expect(await by('hung-task')).toBe(true);
    expect(await by('soft-lockup')).toBe(false);
    expect(await by('everybody is woken', [never('everybody is woken', 'hung-task')])).toBe(true);
  });

  it('is looked for behind another failure that is not the one expected', async () => {
    const other = run('g', {
      pick: either(
        on(() => true, goto('bad')),
        on(() => true, goto('idle')),
      ),
      bad: (s: Mm) => {
        s.tick = true;
      },
      out: goto('return'),
      idle: goto('idle'),
    });
    const properties = [always('it never ticks', (s: Mm) => !s.tick)];
    const by = (name: string) =>
      checked({ sleeper: threads.sleeper, other }, { expected: violated(name), properties });
    // Before the choice a failure can be reached, which is an end.
    const { asExpected, trace, also } = await by('hung-task');
    expect({ asExpected, after: trace!.unavoidableAfter }).toEqual({ asExpected: true, after: 1 });
    expect(also.map(({ violation }) => violation.check)).toEqual(['always', 'soft-lockup']);
    expect((await by('it never ticks')).also).toEqual([]);
  });

  it('is not known where memory or time is over before', async () => {
    const compiled = compile(buildProgram(stuckScenario(threads), 'base'));
    const space = await breadthFirst(compiled);
    const { stopped } = await withStuck(compiled, space, { limits: { maxMemory: space.bytes } });
    expect(stopped).toBe('memory');
  });
});
