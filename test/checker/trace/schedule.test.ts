import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSchedule, parseSchedule } from '../../../checker/trace/schedule.ts';
import { refusal } from '../../helpers/refusal.ts';

const turn = (thread: number, choice = 0) => ({ thread, choice });
const turns = fc.array(fc.record({ thread: fc.nat(12), choice: fc.oneof(fc.constant(0), fc.nat(3)) }));

describe('formatSchedule', () => {
  it('counts turns in a row and leaves the first choice out', () => {
    expect(formatSchedule(undefined, [turn(0), turn(0), turn(1), turn(0, 2), turn(0, 2)])).toBe(
      '0*2,1,0.2*2',
    );
    expect(formatSchedule('swapcache', [turn(1)])).toBe('swapcache/1');
    expect(formatSchedule(undefined, [])).toBe('');
  });
});

describe('parseSchedule', () => {
  it('reads what formatSchedule writes', () => {
    const start = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(start, turns, (name, taken) => {
        const read = parseSchedule(formatSchedule(name, taken));
        expect(read).toEqual(name === undefined ? { turns: taken } : { start: name, turns: taken });
      }),
    );
  });

  it('forgives spaces and a comma too many', () => {
    expect(parseSchedule(' 0*2, 1,')).toEqual({ turns: [turn(0), turn(0), turn(1)] });
  });

  it.each(['x', '0*', '*2', '0.', '-1', '0..1', '1.5.2', '0;1'])(
    'refuses %s and says what a turn is',
    (text) => {
      expect(refusal(() => parseSchedule(text))).toBe(
        `schedule: '${text}' is no turn; allowed: thread, thread.choice, either with *times, as in 0*3,1,0.2`,
      );
    },
  );

  it.each(['0*0', '0*1000001'])('refuses %s: a turn is taken at least once, and not for ever', (text) => {
    expect(refusal(() => parseSchedule(text))).toContain('allowed: 1 to 1000000');
  });
});
