import compactionDeferral from '../../../scenarios/allocator/compaction-deferral.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * An allocation that is refused is 12 steps, of which the refusal is the ninth, and one that compacts is 43. 2.6.34-mm: one
 * that compacts, and 64 that are refused: 43 + 63 * 12 + 9 = 808. 2.6.35: 1 + 3 + 7 + 15 + 31 + 63 = 120 are refused, and
 * 7 compact, the last of which has its last 3 states in common with the one before, as the shift stays: 120 * 12 + 7 * 43 -
 * 3 = 1738.
 */
expectVerdicts(compactionDeferral, [
  {
    design: '2.6.34-mm',
    by: 'no more than 63 allocations are refused one after the other',
    at: '__alloc_pages_direct_compact.time_before(jiffies, zone->compact_resume)',
    steps: 808,
    states: 2333,
  },
  { design: '2.6.35', states: 1738, transitions: 1738, witnesses: 1 },
]);
