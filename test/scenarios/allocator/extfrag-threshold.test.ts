import extfragThreshold from '../../../scenarios/allocator/extfrag-threshold.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * One thread, whose states can be counted: two in front of the choice; for each of 1001 values and two zones ten up to the
 * test of the index, and two behind it; and two more for each value below the index, of which there are 500 and 417:
 * 2 + 2002 * 12 + 917 * 2 = 25,860.
 */
expectVerdicts(extfragThreshold, [
  { design: '2.6.35', states: 25860, transitions: 25858, witnesses: 2 },
  {
    design: '2.6.35-without-equal',
    by: 'it is left to reclaim exactly where the index is no more than the threshold',
    at: 'try_to_compact_pages.compact_zone_order',
    steps: 13,
    states: 25445,
  },
]);
