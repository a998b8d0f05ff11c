import isolatedWord from '../../../scenarios/zsmalloc/isolated-word.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 4b5d1e47b694's changelog: fullness and isolated share one unsigned int. What the count's store brings back is the group
 * that the zspage had before its last object was freed, and the worker's VM_BUG_ON() sees it.
 */
expectVerdicts(isolatedWord, [
  { design: '5.19', by: 'BUG_ON', at: 'async_free_zspage.VM_BUG_ON', steps: 40, states: 3534 },
  { design: '6.2', by: 'BUG_ON', at: 'async_free_zspage.VM_BUG_ON', steps: 38, states: 3397 },
  { design: '6.5', states: 3859, transitions: 8347 },
]);
