import { describe, expect, it } from 'vitest';
import { bool, machine, thread } from '../../../model/language/index.ts';
import { BUG_ON, kernelChecks, VM_BUG_ON, WARN_ON } from '../../../model/primitives/index.ts';
import { nearest } from '../../helpers/nearest.ts';
import { programOf } from '../../helpers/programOf.ts';

const mm = machine({ bad: bool() }, kernelChecks);

describe.each([
  ['BUG_ON', BUG_ON, 'BUG_ON'],
  ['VM_BUG_ON', VM_BUG_ON, 'BUG_ON'],
  ['WARN_ON', WARN_ON, 'WARN_ON'],
])('%s', (name, assertion, check) => {
  const fn = mm.fn(
    'f',
    'mm/example.c',
    {},
    {},
    {
      first: () => {},
      assert: (s) => assertion(s.bad, 'page_mapped(page)'),
    },
  );
  const threads = { cpu0: thread(fn, {}) };

  it('violates its check where the condition is true', async () => {
    const initial = (s: typeof mm.state) => {
      s.bad = true;
    };
    const message = `${name}(page_mapped(page))`;
    const failure = { check, message, steps: 2, at: 'cpu0 assert' };
    expect(await nearest(programOf(mm, threads, { initial }))).toEqual(failure);
  });

  it('does nothing where it is false', async () => {
    expect(await nearest(programOf(mm, threads))).toBeUndefined();
  });
});
