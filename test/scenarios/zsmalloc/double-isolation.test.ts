import { expect, it } from 'vitest';
import doubleIsolation from '../../../scenarios/zsmalloc/double-isolation.ts';
import { checked } from '../../helpers/checked.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Chulmin Kim, 12 April 2016, on v3 02/16: a page whose zspage is gone is isolated once more ("That's exactly a bug we
 * discussed"). v4 gives PG_isolated to the VM and always clears PG_movable.
 */
expectVerdicts(doubleIsolation, [
  { design: '4.7', states: 350, transitions: 885 },
  { design: 'v3', by: 'BUG_ON', at: 'zs_page_isolate.get_zspage_mapping', steps: 35, states: 6432 },
  { design: '4.7+struct-zspage', states: 350, transitions: 885 },
  { design: 'v4', states: 94_725, transitions: 305_035 },
  { design: '4.8', states: 43_547, transitions: 131_757 },
]);

it('is isolated, freed, and isolated again in the order that the list has it', async () => {
  const { trace } = await checked(doubleIsolation, 'v3');
  const steps = trace!.steps.map(({ thread, line }) => `${trace!.threads[thread]!.name} ${line}`);
  const order = [
    'isolate SetPageIsolated',
    'isolate unlock_isolated',
    'free obj_free',
    'free lock_zspage',
    'free ClearPageIsolated',
    'free reset_page',
    'again PageIsolated',
    'again get_zspage_mapping',
  ].map((step) => steps.indexOf(step));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
  // A's isolation in 14 steps, C's way to the end of reset_page() and its unlock in 14, and B's to the callback in 7.
  expect(trace!.steps).toHaveLength(14 + 14 + 7);
});
