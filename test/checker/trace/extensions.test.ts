import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { changeText } from '../../../checker/trace/changes.ts';
import { extensionsOf } from '../../../checker/trace/extensions.ts';
import { realign } from '../../../checker/trace/realign.ts';
import { traceDocument } from '../../../checker/trace/traceDocument.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { checked } from '../../helpers/checked.ts';

describe('what could run next', () => {
  it('before the failing step is that step, and what others could do instead', async () => {
    const program = buildProgram(lifetime, '2.6.34+ref');
    const { trace } = await checked(lifetime, '2.6.34+ref');
    const { state } = realign(program, traceDocument(trace!), program);
    const possible = extensionsOf(new ReferenceEngine(program), state);
    const [first, second] = possible;
    expect(first).toEqual({
      step: expect.objectContaining({ thread: program.threads[0] }),
      turn: { thread: 0, choice: 0 },
      changes: [],
      fails: 'slab-use-after-free',
    });
    expect([first!.step.thread.name, first!.step.label.name]).toEqual(['migrate', 'atomic_inc']);
    expect(second!.step.thread.name).toBe('munmap');
    expect(second!.changes.map(changeText)).toEqual([]);
    const third = possible.filter(({ step }) => step.thread.name === 'third');
    expect(third[0]!.changes.map(changeText)).toContainEqual({
      path: 'anon_vma[0].slab.inuse',
      from: 'false',
      to: 'true',
    });
    expect(third.map(({ step, turn }) => [turn.choice, step.chosen])).toEqual([
      [0, 'anon_vma[0]'],
      [1, 'anon_vma[1]'],
    ]);
  });
});
