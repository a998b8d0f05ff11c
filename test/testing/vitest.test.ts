import { describe, expect, it } from 'vitest';
import { atTheEnd, design, holds, scenario, thread } from '../../index.ts';
import lifetime from '../../scenarios/migration/anon-vma-lifetime.ts';
import '../../testing/vitest.ts';
import { messageOf } from '../helpers/messageOf.ts';
import { add_one, type Counters, counters } from '../machines/counters.ts';

const lostUpdate = scenario('test/lost-update', {
  summary: 'two threads add one',
  machine: counters,
  threads: { first: thread(add_one, {}), second: thread(add_one, {}) },
  properties: [atTheEnd('no update is lost', (s: Counters) => s.counter[0]!.value === 2)],
  designs: { racy: design([], holds) },
});
const alone = { ...lostUpdate, threads: { first: lostUpdate.threads.first! }, properties: [] };

describe('toHold', () => {
  it('is met by a design that holds', async () => {
    await expect(alone.at('racy')).toHold();
    await expect(lostUpdate.at('racy')).not.toHold();
  });

  it('shows the race of one that does not, with a command that replays it', async () => {
    expect(await messageOf(expect(lostUpdate.at('racy')).toHold())).toBe(
      `test/lost-update@racy is expected to hold

BUG: mmcheck: broken property (atTheEnd) in add_one / add_one

CPU0           CPU1
----           ----
add_one()
  read
               add_one()
                 read
                 /* from here on it cannot be avoided */
                 write <- counter[0].value: 0 -> 1
  write <- counter[0]
  /* !!! atTheEnd */

"no update is lost" is false when all threads have ended
after step 2 it cannot be avoided: every way to go on fails a check

write to counter[0].value by task second/1 on cpu 1:
 add_one: write (step 3)

write to counter[0].value by task first/0 on cpu 0:
 add_one: write (step 4)

value changed: 0 -> 1

replay: mmcheck replay ./test/testing/vitest.test.ts@racy --schedule '0,1*2,0'`,
    );
  });

  it('says within which bounds one holds that should not', async () => {
    expect(await messageOf(expect(alone.at('racy')).not.toHold())).toMatch(
      /^test\/lost-update@racy holds, and is expected not to; within: counter\[1\]; 1 thread /,
    );
  });

  it('is never met by a search that was cut short, nor is its opposite', async () => {
    const options = { limits: { maxStates: 2 } };
    for (const expectation of [
      expect(alone.at('racy')).toHold(options),
      expect(alone.at('racy')).not.toHold(options),
      expect(alone.at('racy')).toBeViolated(options),
      expect(alone.at('racy')).not.toBeViolated(options),
    ]) {
      expect(await messageOf(expectation)).toMatch(
        /^test\/lost-update@racy could not be decided\n- the limit of states was reached/,
      );
    }
  });
});

describe('toBeViolated', () => {
  it('is met when the race is found', async () => {
    await expect(lostUpdate.at('racy')).toBeViolated();
    await expect(lostUpdate.at('racy')).toBeViolated({ check: 'no update is lost', within: 4 });
    await expect(lifetime.at('2.6.34')).toBeViolated({ check: 'slab-use-after-free' });
    await expect(alone.at('racy')).not.toBeViolated();
  });

  it('is not met by another violation, or by a longer race', async () => {
    const deadlock = expect(lostUpdate.at('racy')).toBeViolated({ check: 'deadlock' });
    expect(await messageOf(deadlock)).toMatch(
      /by deadlock, and it is violated by something else\n\nBUG: mmcheck/,
    );
    const short = expect(lostUpdate.at('racy')).toBeViolated({ within: 3 });
    expect(await messageOf(short)).toMatch(/ within 3 steps, and the shortest race has 4\n\nBUG: mmcheck/);
    expect(await messageOf(expect(alone.at('racy')).toBeViolated())).toMatch(/, and it holds; within: /);
  });

  it('shows the race where there should be none', async () => {
    expect(await messageOf(expect(lostUpdate.at('racy')).not.toBeViolated())).toMatch(
      /^test\/lost-update@racy is expected not to be violated so\n\nBUG: mmcheck/,
    );
  });

  it('refuses a check that nothing makes, and what is no design', async () => {
    const wrong = expect(lostUpdate.at('racy')).toBeViolated({ check: 'deadlok' });
    expect(await messageOf(wrong)).toMatch(/nothing checks 'deadlok'; did you mean 'deadlock'\?/);
    expect(await messageOf(expect(lostUpdate).toHold())).toBe(
      "toHold: it is given no design; allowed: scenario.at('design')",
    );
  });
});

describe('at', () => {
  it('is a design of the scenario that it is called on', () => {
    expect(lostUpdate.at('racy', { pages: 2 })).toEqual({
      scenario: lostUpdate,
      design: 'racy',
      sizes: { pages: 2 },
    });
    expect(alone.at('racy').scenario).toBe(alone);
  });

  it('refuses a design that the scenario lacks, with the nearest', () => {
    expect(() => lostUpdate.at('rcy')).toThrow("it has no design 'rcy'; did you mean 'racy'?");
  });
});
