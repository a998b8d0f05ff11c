import { describe, expect, it } from 'vitest';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { possibleLines, stepList } from '../../../checker/report/steps.ts';
import { nextSteps } from '../../../checker/trace/nextSteps.ts';
import { any, either, machine, spin, table, thread } from '../../../model/language/index.ts';
import { programOf } from '../../helpers/programOf.ts';
import { changed, TraceMaker } from '../../helpers/traces.ts';

describe('stepList', () => {
  it('has every step with what it changed, and the check that fails in the last one', () => {
    const trace = new TraceMaker('f', 'g')
      .step(0, 'call.lock', { changes: [changed('page[0].lock', 'NULL', 'task[0]')] })
      .step(1, 'choose', { chosen: 'page[1]' })
      .trace({ check: 'BUG_ON', message: '', inStep: true });
    expect(stepList(trace)).toBe(
      `
  1  thread0  call: lock
       page[0].lock: NULL -> task[0]
  2  thread1  g: choose [page[1]]
       !!! BUG_ON`.slice(1),
    );
  });
});

const mm = machine({ page: table(2, {}) });
const alloc = either(
  any(
    'page',
    () => true,
    () => {},
  ),
);
const fn = (name: string, listing: object) => mm.fn(name, 'mm/example.c', {}, {}, listing as never);
const engine = new ReferenceEngine(
  programOf(mm, {
    migrate: thread(fn('f', { lock_page: () => {} }), {}),
    waits: thread(fn('g', { never: spin(() => false) }), {}),
    third: thread(fn('h', { alloc }), {}),
  }),
);
const [start] = engine.initial().values();

describe('possibleLines', () => {
  it('give each possible step as a schedule writes its turn', () => {
    expect(possibleLines(nextSteps(engine, start!)).join('\n')).toBe(
      `
  0    migrate  lock_page
  2    third    alloc [page[0]]
  2.1  third    alloc [page[1]]`.slice(1),
    );
  });
});
