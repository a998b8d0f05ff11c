import { pageToMigrateTo } from '../../../properties/zsmalloc/untakenWays.ts';
import compactionIsolation from '../../../scenarios/zsmalloc/compaction-isolation.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * The stack that Chulmin Kim reported on 6 April 2016, and the two things that v4 changed, each of which is enough: by hand,
 * nothing puts a zspage on a list that zs_compact() has, if isolation refuses it or class->lock keeps isolation out.
 */
expectVerdicts(compactionIsolation, [
  {
    design: 'v3',
    by: 'BUG_ON',
    at: 'zs_page_migrate.insert_zspage',
    steps: 95,
    states: 534_770,
    stack: ['compact_zone', 'unmap_and_move', 'zs_page_migrate'],
    message: 'VM_BUG_ON(!is_first_page(first_page))',
    long: true,
  },
  { design: 'v3+check-list', states: 365_178, transitions: 980_641, long: true },
  { design: 'v3+compact-under-class-lock', states: 453_045, transitions: 1_197_945, long: true },
  { design: '4.8', states: 517_133, transitions: 1_541_653, long: true },
]);

const { compact, source, worker } = compactionIsolation.threads;
const { v3: _, '4.8': __, ...remedies } = compactionIsolation.designs;

/** Each remedy beside one isolation, which is a hundredth of the states, and reaches every label that two of them reach. */
expectVerdicts(
  {
    ...compactionIsolation,
    name: 'zsmalloc/compaction-isolation of one page',
    threads: { compact: compact!, source: source!, worker: worker! },
    designs: remedies,
    unreachable: {
      ...compactionIsolation.unreachable,
      ...pageToMigrateTo,
      'zs_compact.isolate_source_page: jumps':
        'one isolation takes one zspage at most, and zs_compact has another whenever it looks for one',
    },
  },
  [
    { design: 'v3+check-list', states: 4464, transitions: 8210 },
    { design: 'v3+compact-under-class-lock', states: 4676, transitions: 8686 },
  ],
);
