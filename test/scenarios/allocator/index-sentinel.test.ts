import indexSentinel from '../../../scenarios/allocator/index-sentinel.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * One thread, whose steps can be counted: the watermark, its test in three and its outcome, nr_free of three orders, the
 * index, the threshold and the sentinel are 11.
 */
expectVerdicts(indexSentinel, [
  {
    design: '2.6.35',
    by: 'a zone that has a block of two pages above the watermark is not compacted',
    at: 'try_to_compact_pages.fragindex == -1',
    steps: 11,
    states: 52,
  },
  { design: '3.0', states: 68, transitions: 63, witnesses: 2 },
]);
