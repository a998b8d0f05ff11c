import compaction from '../../../scenarios/allocator/compaction.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * The ways to the violations are those of a run alone but for the watermark, which the zone of the mistake comes to only
 * behind an allocation of the other CPU: a batch of two pages, in 27 steps.
 */
expectVerdicts(compaction, [
  { design: '2.6.35', states: 86525, transitions: 174152, witnesses: 4 },
  {
    design: '2.6.35-without-release',
    by: 'what was isolated is put back, freed or migrated',
    at: 'compact_zone.release_freepages',
    steps: 143,
    states: 10967,
  },
  {
    design: '2.6.35-without-watermark',
    by: 'compaction takes nothing from below the low watermark',
    at: 'split_free_page.__mod_zone_page_state',
    steps: 70,
    states: 3648,
  },
  {
    design: '2.6.35-without-bound',
    by: 'what is isolated to be moved is below the free scanner',
    at: 'isolate_migratepages.del_page_from_lru_list',
    steps: 118,
    states: 20485,
  },
]);
