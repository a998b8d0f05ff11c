import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import type { NextStep } from '../../../checker/trace/nextSteps.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { parseSchedule } from '../../../checker/trace/schedule.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { refusal } from '../../helpers/refusal.ts';
import { lockedCounter, stuck } from '../../machines/lockedCounter.ts';

const run = (schedule: string, program = lockedCounter) => replay(program, parseSchedule(schedule));
const told = ({ step: { thread, label, chosen }, turn }: NextStep) => [turn, thread.name, label.name, chosen];

describe('replay', () => {
  it('takes the turns, and says what could be done next', () => {
    const { trace, stop, left, possible } = run('0.1,0');
    expect(stop).toEqual({ kind: 'applied' });
    expect(left).toBe(0);
    expect(trace.steps.map(({ chosen, line }) => [line, chosen])).toEqual([
      ['choose', 'counter[1]'],
      ['spin_lock', undefined],
    ]);
    expect(possible.map(told)).toEqual([
      [{ thread: 0, choice: 0 }, 'cpu0', 'locked_add.read', undefined],
      [{ thread: 1, choice: 0 }, 'cpu1', 'choose', 'counter[0]'],
      [{ thread: 1, choice: 1 }, 'cpu1', 'choose', 'counter[1]'],
    ]);
  });

  it('refuses a turn of a thread that waits, at its step, with what was possible instead', () => {
    const { trace, stop, possible } = run('0*2,1*2,0');
    expect(stop).toMatchObject({ kind: 'refused', step: 4, turn: { thread: 1, choice: 0 } });
    expect(stop).toMatchObject({ why: 'thread 1 (cpu1) waits at locked_add.spin_lock' });
    expect(trace.steps).toHaveLength(3);
    expect(possible.map(told)).toEqual([[{ thread: 0, choice: 0 }, 'cpu0', 'locked_add.read', undefined]]);
  });

  it.each([
    ['0*6', 6, 'thread 0 (cpu0) has ended'],
    ['0.2', 1, 'thread 0 (cpu0) has no choice 2 at choose'],
    ['7', 1, 'there is no thread 7'],
  ])('refuses %s at step %i: %s', (schedule, step, why) => {
    expect(run(schedule).stop).toMatchObject({ kind: 'refused', step, why });
  });

  it('finds what is wrong in the last state', () => {
    const { trace, possible } = run('0*5,1*5');
    expect(trace.failure).toEqual({
      check: 'atTheEnd',
      property: 'the counters are apart',
      message: '"the counters are apart" is false when all threads have ended',
      inStep: false,
      access: { kind: 'write', path: 'counter[0].value', row: 'counter[0]', step: 8 },
      against: { kind: 'write', path: 'counter[0].value', row: 'counter[0]', step: 3 },
    });
    expect(possible).toEqual([]);
    expect(run('0.1,0*4,1*5').trace).not.toHaveProperty('failure');
  });

  it('finds a deadlock, and takes no turn behind a failure', () => {
    const { trace, stop, left } = run('1,0*3', stuck);
    expect(trace.failure).toMatchObject({ check: 'deadlock', inStep: false });
    expect(stop).toEqual({ kind: 'applied' });
    expect(left).toBe(3);
  });

  it('starts where the schedule says', () => {
    const program = buildProgram(lifetime, '3.0');
    expect(run('swapcache/0', program).trace.start).toBe('swapcache');
    expect(run('0', program).trace.start).toBe('mapped');
    expect(refusal(() => run('swapcach/0', program))).toBe(
      "migration/anon-vma-lifetime: it has no initial state 'swapcach'; did you mean 'swapcache'? (allowed: mapped, swapcache, referenced)",
    );
  });
});
