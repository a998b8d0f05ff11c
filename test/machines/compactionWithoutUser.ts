import type { Scenario } from '../../model/language/index.ts';
import isolatedZspageCompaction from '../../scenarios/zsmalloc/isolated-zspage-compaction.ts';

const { write: _, ...threads } = isolatedZspageCompaction.threads;
const { '4.8': classLock, '5.19': migrateLock } = isolatedZspageCompaction.designs;

/** isolated-zspage-compaction without the user that writes, for the two lock schemes that are largest there. */
export const compactionWithoutUser: Scenario = {
  ...isolatedZspageCompaction,
  name: 'zsmalloc/isolated-zspage-compaction without a user',
  threads,
  designs: { '4.8': classLock!, '5.19': migrateLock! },
};
