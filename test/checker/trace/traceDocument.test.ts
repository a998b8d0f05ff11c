import { describe, expect, it } from 'vitest';
import { check } from '../../../checker/check.ts';
import type { Trace } from '../../../checker/trace/trace.ts';
import { traceDocument } from '../../../checker/trace/traceDocument.ts';
import { traceOf } from '../../../checker/trace/walk.ts';
import {
  design,
  machine,
  type Scenario,
  scenario,
  table,
  tasks,
  thread,
  violated,
} from '../../../model/language/index.ts';
import { spin_lock, spin_unlock, spinlock, taskFields } from '../../../model/primitives/index.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { changed, TraceMaker } from '../../helpers/traces.ts';
import { adders } from '../../machines/adders.ts';

describe('the document of a trace', () => {
  const about = { path: 'page[1].count', row: 'page[1]' };
  const access = { kind: 'write', path: 'page[1].count', step: 0 } as const;
  const maker = new TraceMaker('f').step(0, 'x', { changes: [changed('page[1].count', '0', '1')] });

  it('has texts for its changes, and of its failure what the format has', () => {
    const row = { row: 'page[1]' };
    const failure = { check: 'c', property: 'p', message: 'm', inStep: true };
    const trace = maker.trace({
      ...failure,
      about,
      frees: true,
      access: { ...access, ...row },
      against: { ...access, ...row },
    });
    const [step] = trace.steps;
    expect(traceDocument(trace)).toStrictEqual({
      ...trace,
      steps: [{ ...step, changes: [{ path: 'page[1].count', from: '0', to: '1' }] }],
      failure: { ...failure, access, against: access },
    });
  });

  it('has nothing that the trace lacks', () => {
    const failure = { check: 'c', message: 'm', inStep: false };
    expect(traceDocument(maker.trace(failure)).failure).toStrictEqual(failure);
    expect(traceDocument(maker.trace())).not.toHaveProperty('failure');
  });
});

const locks = machine({
  page: table(2, { lock: spinlock() }),
  vma: table(1, { lock: spinlock() }),
  task: tasks(taskFields()),
});
type Locks = typeof locks.state;
const lockOf = {
  first: (s: Locks) => s.page[0]!.lock,
  second: (s: Locks) => s.page[1]!.lock,
  other: (s: Locks) => s.vma[0]!.lock,
};
const taking = (name: string, one: keyof typeof lockOf, other: keyof typeof lockOf) =>
  locks.fn(
    name,
    'test',
    {},
    {},
    {
      take_one: spin_lock(lockOf[one]),
      take_other: spin_lock(lockOf[other]),
      unlock_other: spin_unlock(lockOf[other]),
      unlock_one: spin_unlock(lockOf[one]),
    },
  );
const crossing = (one: keyof typeof lockOf, other: keyof typeof lockOf) =>
  scenario('test/crossing', {
    summary: 'two threads take two locks in two orders',
    machine: locks,
    threads: {
      one: thread(taking('one_way', one, other), {}),
      other: thread(taking('other_way', other, one), {}),
    },
    designs: { base: design([], violated('lock-order')) },
  });

describe('the trace of a document', () => {
  const told: readonly [name: string, of: Scenario, design: string][] = [
    ['a use after free', lifetime, '2.6.34+ref'],
    ['a double free', lifetime, '2.6.35'],
    ['a broken property', adders, 'racy'],
    ['an order of two classes of locks', crossing('first', 'other'), 'base'],
    ['an order of two locks of one class', crossing('first', 'second'), 'base'],
  ];

  it.each(told)('is that of which it is the document: %s', async (_name, of, name) => {
    const { trace, program } = await check(of, name);
    const document = JSON.parse(JSON.stringify(traceDocument(trace!)));
    const again: Trace = traceOf(program, document);
    expect(again).toEqual(trace);
  });
});
