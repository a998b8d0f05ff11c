import directCompaction from '../../../scenarios/allocator/direct-compaction.ts';
import { expectVerdicts } from '../verdicts.ts';

/** The reference engine counts the same: engines.long.test.ts. */
expectVerdicts(directCompaction, [{ design: '2.6.35', states: 23591, transitions: 43327, witnesses: 2 }]);
