import isolatedZspageCompaction from '../../../scenarios/zsmalloc/isolated-zspage-compaction.ts';
import { compactionWithoutUser } from '../../machines/compactionWithoutUser.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * Of v3's BUG on the list, what two zspages can show: compaction has emptied the list off which zs_page_isolate() takes its
 * zspage. Since v4 compaction holds class->lock, or pool->lock, all the while.
 */
expectVerdicts(isolatedZspageCompaction, [
  { design: 'v3', by: 'BUG_ON', at: 'zs_page_isolate.remove_zspage', steps: 14, states: 1609 },
  { design: '4.8', states: 275_949, transitions: 1_013_474, long: true },
  { design: '5.19', states: 426_646, transitions: 1_486_481, long: true },
  { design: '6.5', states: 132_076, transitions: 428_259 },
  { design: '6.17', states: 216_149, transitions: 753_104 },
]);

/** The two that are too large above: without the user nothing of the VM or of compaction is missing. */
expectVerdicts(compactionWithoutUser, [
  { design: '4.8', states: 30_661, transitions: 85_354 },
  { design: '5.19', states: 75_137, transitions: 220_528 },
]);
