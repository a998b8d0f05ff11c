import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../checker/program/program.ts';
import { ReferenceEngine } from '../../../checker/reference/referenceEngine.ts';
import { extensionsOf } from '../../../checker/trace/extensions.ts';
import { realign } from '../../../checker/trace/realign.ts';
import lifetime from '../../../scenarios/migration/anon-vma-lifetime.ts';
import { checked } from '../../helpers/checked.ts';

describe('what could run next', () => {
  it('before the failing step is that step, and what others could do instead', async () => {
    const program = buildProgram(lifetime, '2.6.34+ref');
    const { trace } = await checked(lifetime, '2.6.34+ref');
    const { state } = realign(program, trace!, program);
    const possible = extensionsOf(new ReferenceEngine(program), state);
    expect(possible[0]).toEqual({
      thread: 0,
      choice: 0,
      name: 'migrate',
      label: 'atomic_inc',
      changes: [],
      fails: 'slab-use-after-free',
    });
    expect(possible[1]).toMatchObject({
      name: 'munmap',
      changes: [{ path: 'page[0].count', from: '2', to: '1' }],
    });
    const rows = possible
      .filter(({ name }) => name === 'third')
      .map(({ choice, chosen }) => [choice, chosen]);
    expect(rows).toEqual([
      [0, 'anon_vma[0]'],
      [1, 'anon_vma[1]'],
    ]);
  });
});
