import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import { atOnce, Patience, type Paused } from '../../../checker/trace/paused.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { formatSchedule, parseSchedule } from '../../../checker/trace/schedule.ts';
import { always, count, goto, machine, table } from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ c: table(4, { v: count(40) }) });
type Mm = typeof mm.state;
const counter = (i: number) => ({
  up: (s: Mm) => {
    s.c[i]!.v = (s.c[i]!.v + 1) % 40;
  },
  again: goto('up'),
});

/** Four threads that count for ever, up to a sum that many ways lead to. */
const counting = programOf(mm, threadsOf(mm, {}, ...[0, 1, 2, 3].map(counter)), {
  properties: [always('the sum is small', (s: Mm) => s.c.reduce((sum, { v }) => sum + v, 0) < 14)],
});

describe('a trace that nobody waits for', () => {
  const whole = check(counting.scenario, 'only');

  it('is told as found where somebody interrupts that, with the counts of the search', async () => {
    const { states, transitions, trace } = await whole;
    const cut = await check(
      counting.scenario,
      'only',
      {},
      {
        // A search that goes on has states to expand.
        onProgress: ({ states, frontier }) => states > 0 && frontier === 0,
      },
    );
    expect(cut).toMatchObject({ verdict: 'violated', stopped: 'violation', states, transitions });
    expect(cut.trace?.steps.length).toBe(trace?.steps.length);
    expect(cut.trace?.asFound).toBe('it was interrupted before one with fewer context switches was found');
    expect(cut.trace?.unavoidableUnknown).toBe('it was interrupted before it was known');
  });

  it('is told as found when the time is up, and leads to the failure', async () => {
    const { seconds, trace, states } = await whole;
    const begun = performance.now();
    // The search takes all of it, and ends with what it has found.
    for (let timeout = Math.max(0.001, seconds); ; timeout *= 1.1) {
      const cut = await check(counting.scenario, 'only', {}, { limits: { timeout } });
      if (cut.trace === undefined) continue;
      expect(cut.verdict).toBe('violated');
      expect(cut.states).toBe(states);
      const schedule = formatSchedule(cut.trace.start, cut.trace.steps);
      expect(replay(counting, parseSchedule(schedule)).trace.failure?.property).toBe('the sum is small');
      expect(cut.trace.steps.length).toBe(trace?.steps.length);
      break;
    }
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  it('is looked for to the end otherwise', async () => {
    const { trace } = await whole;
    expect(trace).not.toHaveProperty('asFound');
    expect(trace?.unavoidableAfter ?? trace?.unavoidableUnknown).toBeDefined();
  });
});

describe('patience', () => {
  function* ticks(count: number): Paused<string> {
    for (let i = 0; i < count; i++) {
      const end = performance.now() + 1;
      while (performance.now() < end);
      yield;
    }
    return 'done';
  }

  it('is as long as the work takes, where nothing ends it', async () => {
    const patience = new Patience();
    expect(await patience.with(ticks(60))).toBe('done');
    expect(patience.ended).toBeUndefined();
    expect(atOnce(ticks(3))).toBe('done');
  });

  it('ends when the time is up, and does not come back', async () => {
    const patience = new Patience({ until: performance.now() + 20 });
    expect(await patience.with(ticks(100_000))).toBeUndefined();
    expect(patience.ended).toBe('the time was up');
    expect(await patience.with(ticks(1))).toBeUndefined();
  });

  it('lets signals in', async () => {
    let heard = false;
    setTimeout(() => {
      heard = true;
    }, 50);
    const patience = new Patience({ isInterrupted: () => heard });
    expect(await patience.with(ticks(100_000))).toBeUndefined();
    expect(patience.ended).toBe('it was interrupted');
  });
});
