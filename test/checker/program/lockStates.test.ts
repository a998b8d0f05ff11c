import { describe, expect, it } from 'vitest';
import { LockStates } from '../../../checker/program/lockStates.ts';
import type { Lock } from '../../../checker/program/locks.ts';

const [a, b, c] = [0, 1, 2];
const states = () =>
  new LockStates(['a', 'b', 'c'].map((lockClass, number) => ({ number, lockClass }) as unknown as Lock));
const inSoftirq = (lock: number) => ({ lock, context: 'softirq', how: 'in' }) as const;
const softirqsOn = (lock: number) => ({ lock, context: 'softirq', how: 'on' }) as const;
const inInterrupt = (lock: number) => ({ lock, context: 'interrupt', how: 'in' }) as const;
const interruptsOn = (lock: number) => ({ lock, context: 'interrupt', how: 'on' }) as const;

describe('the uses of a lock', () => {
  it('go together in handlers alone, and elsewhere alone', () => {
    const all = states();
    for (const use of [inSoftirq(a), inInterrupt(a), softirqsOn(b), interruptsOn(b)])
      expect(all.addUse(use, 'somebody')).toBeUndefined();
  });

  it('go together in a softirq and with interrupts on, and not with softirqs on', () => {
    const all = states();
    expect(all.addUse(inSoftirq(a), 'rx at lock')).toBeUndefined();
    expect(all.addUse(interruptsOn(a), 'task at lock')).toBeUndefined();
    expect(all.addUse(softirqsOn(a), 'task at lock')).toEqual({
      message:
        'inconsistent lock state, {SOFTIRQ-ON} and {IN-SOFTIRQ}: a is held with softirqs on by task at lock, and taken in a softirq by rx at lock',
    });
  });

  it('are said once, with who made them first, in whichever order they come', () => {
    const all = states();
    expect(all.addUse(interruptsOn(a), 'task at lock')).toBeUndefined();
    expect(all.addUse(interruptsOn(a), 'task at other')).toBeUndefined();
    expect(all.addUse(inInterrupt(a), 'irq at lock')?.message).toBe(
      'inconsistent lock state, {HARDIRQ-ON} and {IN-HARDIRQ}: a is held with interrupts on by task at lock, and taken in an interrupt by irq at lock',
    );
    expect(all.addUse(inInterrupt(a), 'other at lock')).toBeUndefined();
    expect(all.addPair({ held: a, taken: b })).toBeUndefined();
  });
});

describe('a lock inside of one that handlers take', () => {
  const facts = [
    (all: LockStates) => all.addUse(inSoftirq(a), 'rx at lock'),
    (all: LockStates) => all.addPair({ held: a, taken: b }),
    (all: LockStates) => all.addPair({ held: b, taken: c }),
    (all: LockStates) => all.addUse(softirqsOn(c), 'task at lock'),
  ];

  it('is not held with those on, however far inside, whatever comes last', () => {
    for (const last of facts) {
      const all = states();
      for (const fact of facts) if (fact !== last) expect(fact(all)).toBeUndefined();
      expect(last(all)?.message).toBe(
        'SOFTIRQ-safe -> SOFTIRQ-unsafe lock order: a is taken in a softirq by rx at lock, c is taken with it held, and held with softirqs on by task at lock',
      );
    }
  });

  it('is another one than one outside of it', () => {
    const all = states();
    all.addUse(inSoftirq(b), 'rx at lock');
    all.addPair({ held: a, taken: b });
    expect(all.addUse(softirqsOn(a), 'task at lock')).toBeUndefined();
    expect(all.addPair({ held: b, taken: b })).toBeUndefined();
  });
});
