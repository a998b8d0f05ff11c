import pinsAndPreemption from '../../../scenarios/zsmalloc/pins-and-preemption.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Chulmin Kim, 4 April 2016, on v3 12/16: zs_compact() is scheduled out behind the unlock, and two CPUs spin; "It could be
 * dead locked". By hand: seven steps to that unlock, two to si->lock, and one to disable preemption.
 */
expectVerdicts(pinsAndPreemption, [
  { design: 'v3', by: 'deadlock', at: 'swap_duplicate.preempt_disable', steps: 10, states: 167 },
  { design: 'v4', states: 900, transitions: 1634 },
]);
