import triggers from '../../../scenarios/allocator/triggers.ts';
import { expectVerdicts } from '../verdicts.ts';

/**
 * 2.6.35: the third step of whoever writes there shifts by -1. JavaScript shifts by 31, as x86 does.
 */
expectVerdicts(triggers, [
  {
    design: '2.6.35',
    by: 'domain',
    at: 'compact_finished.watermark = low_wmark_pages(zone) + (1 << cc->order)',
    steps: 3,
    states: 20,
    message: 'compact_node: compact_zone.compact_finished.watermark: -2147483648 is outside its domain 0..14',
  },
  { design: '3.0', states: 25888, transitions: 57068, witnesses: 2 },
]);
