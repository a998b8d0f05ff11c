import poolDestroy from '../../../scenarios/zsmalloc/pool-destroy.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 701d678599d0's changelog: pages that the VM has isolated outlive the pool. d776aaa9895e waits for the contrary of what it
 * means to, so that a pool without isolated pages is never destroyed; 6e73fd25e2c7 reverts it, and all is as it was.
 */
expectVerdicts(poolDestroy, [
  { design: '4.8', by: 'slab-use-after-free', at: 'unmap_and_move.page_mapping', steps: 38, states: 769 },
  { design: '4.14', by: 'slab-use-after-free', at: 'unmap_and_move.page_mapping', steps: 38, states: 774 },
  { design: '5.3', states: 4782, transitions: 11_629 },
  { design: '5.3+z3fold-wait', by: 'deadlock', at: 'compact_zone.if_isolated', steps: 28, states: 631 },
  {
    design: '5.3+z3fold-wait+revert',
    by: 'slab-use-after-free',
    at: 'unmap_and_move.page_mapping',
    steps: 39,
    states: 787,
  },
]);
