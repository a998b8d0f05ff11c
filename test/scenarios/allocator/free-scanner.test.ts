import freeScanner from '../../../scenarios/allocator/free-scanner.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 2.6.35: the run alone, up to where page 4 is isolated and the free scanner, which is at page 6, is put to 8. 3.0, with the
 * minimum of the two, ends there.
 */
expectVerdicts(freeScanner, [
  {
    design: '2.6.35',
    by: 'the free scanner never goes up',
    at: 'isolate_freepages.cc->free_pfn = high_pfn',
    steps: 220,
    states: 4638,
  },
  { design: '3.0', states: 6655, transitions: 12033, witnesses: 1 },
]);
