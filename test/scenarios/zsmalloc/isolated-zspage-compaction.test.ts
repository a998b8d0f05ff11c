import isolatedZspageCompaction from '../../../scenarios/zsmalloc/isolated-zspage-compaction.ts';
import { compactionWithoutUser } from '../../machines/compactionWithoutUser.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Of v3's BUG on the list, what two zspages can show: compaction has emptied the list off which zs_page_isolate() takes its
 * zspage. Since v4 compaction holds class->lock, or pool->lock, all the while.
 */
expectVerdicts(isolatedZspageCompaction, [
  { design: 'v3', by: 'BUG_ON', at: 'zs_page_isolate.remove_zspage', steps: 14, states: 1767 },
  { design: '4.8', states: 276_021, transitions: 1_013_610, long: true },
  { design: '5.19', states: 427_072, transitions: 1_487_539, long: true },
  { design: '6.5', states: 126_909, transitions: 410_426 },
  { design: '6.17', states: 150_437, transitions: 500_841 },
]);

/** The two that are too large above: without the user nothing of the VM or of compaction is missing. */
expectVerdicts(compactionWithoutUser, [
  { design: '4.8', states: 30_669, transitions: 85_362 },
  { design: '5.19', states: 75_208, transitions: 220_657 },
]);
