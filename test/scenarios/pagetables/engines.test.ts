import { describe, expect, inject, it } from 'vitest';
import { soughtBy } from '../../../checker/search/sought.ts';
import type { Scenario } from '../../../model/language/index.ts';
import flushOrder from '../../../scenarios/pagetables/flush-order.ts';
import gather from '../../../scenarios/pagetables/gather.ts';
import parallelZap from '../../../scenarios/pagetables/parallel-zap.ts';
import unlinkBeforeFree from '../../../scenarios/pagetables/unlink-before-free.ts';
import { expectAgreement } from '../../helpers/agreement.ts';

/** The first two in every run, the others in `npm run test:long`. */
const small: readonly (readonly [Scenario, string])[] = [
  [gather, '2.6.22'],
  [flushOrder, 'sparc64-2.6.29'],
  [flushOrder, '2.6.22'],
  [flushOrder, 'sparc64-2.6.30'],
  [gather, 'config-preempt'],
  [gather, 'stack+percpu'],
  [parallelZap, '4.12'],
  [unlinkBeforeFree, '2.6.14'],
];
const now = inject('long') ? small : small.slice(0, 2);

/** Of those whose space is small: each with two CPUs that share gathers, TLBs and an IPI, or with reclaim beside munmap(). */
describe('the engines and the oracle agree on page tables', () => {
  it.each(now.map(([scenario, design]) => [`${scenario.name}@${design}`, scenario, design] as const))(
    '%s',
    async (_name, scenario, design) => {
      const sought = soughtBy(scenario.designs[design]!.expected);
      const space = await expectAgreement(scenario, design, { sought });
      expect(space!.states).toBeGreaterThan(1000);
    },
  );
});
