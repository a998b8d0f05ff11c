import { describe, expect, it } from 'vitest';
import { replay } from '../../../checker/trace/replay.ts';
import { parseSchedule } from '../../../checker/trace/schedule.ts';
import type { TraceFailure } from '../../../checker/trace/trace.ts';
import {
  always,
  atTheEnd,
  count,
  everyStep,
  machine,
  type Property,
  table,
} from '../../../model/language/index.ts';
import { programOf, threadsOf } from '../../helpers/programOf.ts';

const mm = machine({ counter: table(2, { value: count(3) }), other: count(3) });
type Mm = typeof mm.state;

const set = (row: number, value: number) => (s: Mm) => {
  s.counter[row]!.value = value;
};
const other = (value: number) => (s: Mm) => {
  s.other = value;
};

/** The failure of a schedule of threads that set things, by a property. */
function failureOf(property: Property<Mm>, schedule: string, ...listings: readonly object[]): TraceFailure {
  const program = programOf(mm, threadsOf(mm, {}, ...listings), { properties: [property] });
  const { trace, left } = replay(program, parseSchedule(schedule));
  expect([trace.failure?.property, left]).toEqual([property.name, 0]);
  return trace.failure!;
}

describe('the accesses that a property was broken by', () => {
  it('are the last writes by two threads of what the property looked at', () => {
    const sum = always('the sum is small', (s: Mm) => s.counter[0]!.value + s.counter[1]!.value < 3);
    const failure = failureOf(
      sum,
      '1,0*2',
      { other: other(1), set: set(0, 2) },
      { set: set(1, 1), never: other(2) },
    );
    expect(failure.access).toEqual({ kind: 'write', path: 'counter[0].value', row: 'counter[0]', step: 2 });
    expect(failure.against).toEqual({ kind: 'write', path: 'counter[1].value', row: 'counter[1]', step: 0 });
  });

  it('may lie before the end that they spoil', () => {
    const small = atTheEnd('it is two', (s: Mm) => s.counter[0]!.value === 2);
    const failure = failureOf(
      small,
      '0,1*2,0',
      { set: set(0, 2), more: other(1) },
      { set: set(0, 1), more: other(2) },
    );
    expect(failure.access).toEqual({ kind: 'write', path: 'counter[0].value', row: 'counter[0]', step: 1 });
    expect(failure.against).toEqual({ kind: 'write', path: 'counter[0].value', row: 'counter[0]', step: 0 });
  });

  it('are those of the field that an end was judged by, whatever the last step wrote', () => {
    const decides = atTheEnd('it is two', (s: Mm) => s.other < 3 && s.counter[0]!.value === 2);
    const failure = failureOf(decides, '0,1*2', { set: set(0, 2) }, { set: set(0, 1), more: other(2) });
    expect(failure.access).toEqual({ kind: 'write', path: 'counter[0].value', row: 'counter[0]', step: 1 });
    expect(failure.against).toEqual({ kind: 'write', path: 'counter[0].value', row: 'counter[0]', step: 0 });
  });

  it('count a write of the value that is there already', () => {
    const two = atTheEnd('nothing is lost', (s: Mm) => s.counter[0]!.value === 2);
    const failure = failureOf(two, '0,1', { set: set(0, 1) }, { set: set(0, 1) });
    expect([failure.access?.step, failure.against?.step]).toEqual([1, 0]);
  });

  it('are that of the very step where a step is wrong', () => {
    const alone = everyStep(
      'other is not changed while the counter is up',
      (before: Mm, after: Mm) => before.other === after.other || after.counter[1]!.value === 0,
    );
    const failure = failureOf(alone, '1,0', { other: other(3) }, { set: set(1, 1) });
    expect(failure.access).toEqual({ kind: 'write', path: 'other', row: 'other', step: 1 });
    expect(failure.against).toEqual({ kind: 'write', path: 'counter[1].value', row: 'counter[1]', step: 0 });
  });

  it('leave out what the property did not come to, and what no other thread wrote', () => {
    const both = always('neither', (s: Mm) => s.counter[0]!.value === 0 && s.counter[1]!.value === 0);
    const failure = failureOf(both, '0,1', { other: other(1) }, { set: set(0, 1) });
    expect(failure.access?.path).toBe('counter[0].value');
    expect(failure).not.toHaveProperty('against');
    const start = failureOf(
      always('it starts up', (s: Mm) => s.other === 1),
      '',
      { nothing: () => {} },
    );
    expect(start).not.toHaveProperty('access');
  });
});
