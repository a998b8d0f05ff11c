import freePagesWatermark from '../../../scenarios/allocator/free-pages-watermark.ts';
import { expectVerdicts } from '../verdicts.ts';

const listed = 'an allocation passes the watermark only by pages that are on the lists';

/**
 * Five steps to where two pages are counted that are on no list yet, and one that looks at the count. The reference engine
 * counts the same.
 */
expectVerdicts(freePagesWatermark, [
  { design: '2.6.35', by: listed, at: 'get_page_from_freelist.zone_watermark_ok', steps: 6, states: 109 },
  { design: '2.6.36', states: 3693, transitions: 8565, witnesses: 2 },
]);
