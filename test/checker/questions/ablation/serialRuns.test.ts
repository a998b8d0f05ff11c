import { describe, expect, it } from 'vitest';
import { movementsOf, serialFailure } from '../../../../checker/questions/ablation/serialRuns.ts';
import { always, bool, count, either, goto, machine, on, when } from '../../../../model/language/index.ts';
import { programOf, threadsOf } from '../../../helpers/programOf.ts';

const mm = machine({ n: count(100_000), other: count(3), busy: bool() });
type Mm = typeof mm.state;
const yes = () => true;
const up = (s: Mm) => {
  s.n++;
};
const running = (...listings: readonly object[]) => programOf(mm, threadsOf(mm, {}, ...listings));

describe('the runs without a race', () => {
  it('take each state once, however many ways lead to it', () => {
    let taken = 0;
    const counted = (s: Mm) => {
      taken++;
      up(s);
    };
    const either_way = either(on(yes, counted), on(yes, counted));
    const listing = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`choose${i}`, either_way]));
    expect(serialFailure(running(listing))).toBeUndefined();
    // Two ways at each of 14 labels, and 2^14 ways through all of them.
    expect(taken).toBe(28);
  });

  it('end where they come round with a choice', () => {
    const again = either(on(yes, goto('again')), on(yes));
    expect(serialFailure(running({ again }, { again }))).toBeUndefined();
  });

  it('never end where a thread comes round without one, and it is said where', () => {
    const again = when(yes, 'again');
    expect(serialFailure(running({ first: up, again, last: up }))).toEqual({
      check: 'never-ends',
      message: 'a thread by itself comes back to where it was, at again, for ever',
    });
    const to_and_fro = { away: () => {}, back: when(yes, 'away'), last: up };
    expect(serialFailure(running({ first: up }, to_and_fro))?.message).toMatch(/, at (away|back), for ever$/);
  });

  it('do not race, and fail where one of them does', () => {
    const enter = (s: Mm) => Object.assign(s, { busy: true });
    const leave = (s: Mm) => Object.assign(s, { busy: false });
    const broken = (s: Mm) => Object.assign(s, { other: 4 });
    const fails = { look: when((s: Mm) => !s.busy, 'return'), broken };
    expect(serialFailure(running({ enter, leave }, fails))).toBeUndefined();
    expect(serialFailure(running({ enter }, fails))).toMatchObject({
      check: 'domain',
      at: { fn: 'f1', label: 'broken' },
      root: 'f1',
    });
  });

  it.each([
    [15_000, 'always'],
    [25_000, undefined],
  ])('are given up beyond some 20 000 states: a failure behind %i', (steps, check) => {
    // With two ways to go on, which lead to the same state, coming round to it would be no failure.
    const again = either(on(yes, goto('again', up)), on(yes, goto('again', up)));
    const properties = [always('there is an end to it', (s: Mm) => s.n < steps)];
    expect(serialFailure(programOf(mm, threadsOf(mm, {}, { again }), { properties }))?.check).toBe(check);
  });
});

describe('what lines have been seen to move', () => {
  const line = (fn: string, label: string) => ({ fn, label });

  it('is known up to a step that fails', () => {
    const down = (s: Mm) => {
      s.other--;
    };
    const movements = movementsOf(running({ up, down, last: up }));
    expect([...movements.of(line('f0', 'up')).up]).toEqual(['n']);
    for (const label of ['down', 'last'])
      expect(movements.of(line('f0', label))).toEqual({ up: new Set(), down: new Set() });
  });

  it('is known of lines that only a race leads to', () => {
    const enter = (s: Mm) => Object.assign(s, { busy: true });
    const leave = (s: Mm) => Object.assign(s, { busy: false });
    const raced = { look: when((s: Mm) => !s.busy, 'return'), inside: up };
    const movements = movementsOf(running({ enter, leave }, raced));
    expect([...movements.of(line('f1', 'inside')).up]).toEqual(['n']);
    expect(movements.undoes(line('f0', 'enter'), line('f0', 'leave'))).toBe(true);
    expect(movements.undoes(line('f0', 'leave'), line('f0', 'enter'))).toBe(false);
  });
});
