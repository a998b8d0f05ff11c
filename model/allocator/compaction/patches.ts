import { before, patch, remove, replace, unless, when } from '../../language/index.ts';
import { releases } from '../releases.ts';
import { compact_finished, watermark, whole_zone } from './compactFinished.ts';
import { type FreeScanning, isolate_freepages, load } from './isolateFreepages.ts';
import type { Compaction } from './machine.ts';
import { type Suitability, try_to_compact_pages } from './tryToCompactPages.ts';

const load_min = (s: Compaction, my: FreeScanning) => {
  load(s, my);
  my.high_pfn = Math.min(my.low_pfn, s.cc.free_pfn);
};
/** 3.0: where nothing is isolated the free scanner stays, and does not go up to the migrate scanner. */
export const stay_in_zone = patch(
  'mm: compaction: Ensure that the compaction free scanner does not move to the next zone',
).in(isolate_freepages, replace('high_pfn = low_pfn', { 'high_pfn = min(low_pfn, pfn)': load_min }));

/** 3.0: who compacts for no order needs no watermark, and shifts nothing by -1. */
export const order_first = patch('mm: compaction: fix special case -1 order checks').in(
  compact_finished,
  remove('watermark = low_wmark_pages(zone) + (1 << cc->order)'),
  remove('cc->order == -1'),
  before('zone_watermark_ok', {
    'cc->order == -1 before the watermark': when(whole_zone, 'return COMPACT_CONTINUE'),
    'watermark = low_wmark_pages(zone) + (1 << cc->order) of an order': watermark,
  }),
);

const is_sentinel = (_s: Compaction, my: Suitability) => my.fragindex === -1000;
/** 3.0: what the index says of a zone that has a block is -1000. */
export const right_sentinel = patch('compaction: checks correct fragmentation index').in(
  try_to_compact_pages,
  replace('fragindex == -1', { 'fragindex == -1000': unless(is_sentinel, 'compact_zone_order') }),
);

/** Compaction of each release, in front of the page allocator of 2.6.35. */
export const compactionReleases = {
  '2.6.35': releases['2.6.35'],
  '3.0': [...releases['2.6.35'], stay_in_zone, order_first, right_sentinel],
} as const;
