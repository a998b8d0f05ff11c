import { describe, expect, it } from 'vitest';
import { possibleText, stepList } from '../../../checker/report/steps.ts';
import { TraceMaker } from '../../helpers/traces.ts';

describe('stepList', () => {
  it('has every step with what it changed, and the check that fails in the last one', () => {
    const trace = new TraceMaker('f', 'g')
      .step(0, 'call.lock', { changes: [{ path: 'page[0].lock', from: 'NULL', to: 'task[0]' }] })
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

describe('possibleText', () => {
  it('gives each possible step as a schedule writes its turn', () => {
    const text = possibleText([
      { thread: 0, name: 'migrate', label: 'lock_page', choices: [undefined] },
      { thread: 2, name: 'third', label: 'alloc', choices: ['anon_vma[0]', 'anon_vma[1]'] },
    ]);
    expect(text).toBe(
      `
  0    migrate  lock_page
  2    third    alloc [anon_vma[0]]
  2.1  third    alloc [anon_vma[1]]`.slice(1),
    );
  });
});
