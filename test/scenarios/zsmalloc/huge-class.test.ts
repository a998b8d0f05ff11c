import hugeClass from '../../../scenarios/zsmalloc/huge-class.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Chulmin Kim and Minchan Kim, 3 May 2016, on v4 11/12: the list node of a huge zspage is never initialised; if it were, no
 * huge object could be migrated. 4.8 has lists of full and of empty zspages.
 */
expectVerdicts(hugeClass, [
  { design: 'v4', by: 'BUG_ON', at: 'free_zspage.list_add', steps: 47, states: 718 },
  {
    design: 'v4+init-list-head',
    by: 'a zspage with objects is off the lists only while zs_compact or the VM has it',
    at: 'zs_malloc.spin_unlock',
    steps: 22,
    states: 162,
  },
  { design: '4.8', states: 3104, transitions: 6465 },
]);
