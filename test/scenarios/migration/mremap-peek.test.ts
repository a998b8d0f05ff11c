import { describe, expect, it } from 'vitest';
import mremapPeek from '../../../scenarios/migration/mremap-peek.ts';
import { stepsOf } from '../../helpers/stepsOf.ts';
import { expectVerdicts } from '../verdicts.ts';

/** What 486cf46f3f9b says. Lengths and counts are those of the reference engine too, see engines.long.test.ts. */
expectVerdicts(mremapPeek, [
  {
    design: '3.0',
    by: 'a migration entry is of a page that is locked',
    at: 'move_ptes.set_pte_at',
    steps: 57,
    states: 4441,
  },
  { design: '3.1', states: 4654, transitions: 8536, witnesses: 2 },
]);

describe('the entry', () => {
  it('is in neither of the two ptes when the walk looks at them', async () => {
    const steps = await stepsOf(mremapPeek, '3.0');
    const cleared = steps.indexOf('mremap move_ptes.ptep_get_and_clear');
    const set = steps.indexOf('mremap move_ptes.set_pte_at');
    const looks = steps.flatMap((step, i) => (step.endsWith('.!is_swap_pte(*ptep)') ? [i] : []));
    expect(looks).toHaveLength(2);
    expect(looks.every((look) => look > cleared && look < set)).toBe(true);
  });
});
