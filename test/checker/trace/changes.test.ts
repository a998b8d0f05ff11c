import { describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { changesBetween, changeText } from '../../../checker/trace/changes.ts';
import { replay } from '../../../checker/trace/replay.ts';
import { parseSchedule } from '../../../checker/trace/schedule.ts';
import { lockedCounter } from '../../machines/lockedCounter.ts';

/** A state that may be changed. */
interface Draft {
  readonly shared: {
    readonly counter: { value: number }[];
    readonly lock: { owner: number | null };
    readonly task: { preempt_count: number }[];
  };
  readonly threads: { readonly slots: Record<string, unknown> }[];
}

const start = [...new ReferenceEngine(lockedCounter).initial().values()][0]!;

describe('changesBetween', () => {
  it('is empty between equal states', () => {
    expect(changesBetween(lockedCounter, start, structuredClone(start))).toEqual([]);
  });

  it('lists shared fields in the order of the schema, then locals by thread, as reports write them', () => {
    const after = structuredClone(start) as unknown as Draft;
    after.shared.task[0]!.preempt_count = 1;
    after.shared.lock.owner = 0;
    after.shared.counter[1]!.value = 2;
    after.threads[1]!.slots.my_counter = 1;
    after.threads[1]!.slots['locked_add.got'] = 2;
    const changes = changesBetween(lockedCounter, start, after as unknown as typeof start);
    expect(changes.map(changeText)).toEqual([
      { path: 'counter[1].value', from: '0', to: '2' },
      { path: 'lock.owner', from: 'NULL', to: 'task[0]' },
      { path: 'task[0].preempt_count', from: '0', to: '1' },
      { path: 'cpu1: my_counter', from: 'NULL', to: 'counter[1]' },
      { path: 'cpu1: locked_add.got', from: '0', to: '2' },
    ]);
  });

  it('shows that locals are forgotten when a call returns and when a thread ends', () => {
    const { steps } = replay(lockedCounter, parseSchedule('0.1,0*4')).trace;
    expect(steps.at(-1)!.changes.map(changeText)).toContainEqual({
      path: 'cpu0: my_counter',
      from: 'counter[1]',
      to: 'NULL',
    });
  });
});
