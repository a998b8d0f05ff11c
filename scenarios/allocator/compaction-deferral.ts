import { allocatorAbstractions } from '../../model/allocator/abstractions.ts';
import { compaction } from '../../model/allocator/compaction/machine.ts';
import { compactionReleases } from '../../model/allocator/compaction/patches.ts';
import { alloc_again, defer_for_a_time, tick } from '../../model/allocator/compaction/slowPath.ts';
import { compacts_nothing } from '../../model/allocator/compaction/tryToCompactPages.ts';
import { MIGRATE_MOVABLE } from '../../model/allocator/zone.ts';
import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { deferral } from '../../properties/allocator/directCompaction.ts';
import { fragmented, threshold } from './situations.ts';

const refused = 'no more than 63 allocations are refused one after the other';
const series = [...compactionReleases['2.6.35'], compacts_nothing];

const neverTogether = 'no two pages are free together, and nobody frees any';
const index = 'eight pages are free, and the index of 375 is above the threshold';
/** Of allocations that nothing helps. */
const nothingHelps = {
  'get_page_from_freelist.zone_watermark_ok.o < order: jumps': neverTogether,
  'get_page_from_freelist.!zone_watermark_ok: falls': neverTogether,
  'alloc_pages.page of the free lists: jumps': neverTogether,
  '__alloc_pages_direct_compact.!page: falls': neverTogether,
  'alloc_pages.page of compaction: falls': neverTogether,
  'try_to_compact_pages.fragindex == -1: falls': neverTogether,
  'try_to_compact_pages.zone_watermark_ok.free_pages <= min: jumps': index,
  'try_to_compact_pages.!zone_watermark_ok: jumps': index,
  'try_to_compact_pages.fragindex >= 0 && fragindex <= sysctl_extfrag_threshold: jumps': index,
  '__alloc_pages_direct_compact.rc == COMPACT_SKIPPED: jumps': index,
  'try_to_compact_pages.zone_watermark_ok.o < order: falls': 'that watermark is one of single pages',
  'free_pcppages_bulk.while (to_free): falls': 'the per-CPU lists are empty',
};

export default scenario('allocator/compaction-deferral', {
  summary:
    'allocations come one after the other, and compaction helps none of them: how many are refused it?',
  machine: compaction,
  sizes: { pages: 16, pfns: 20, pageblocks: 4 },
  threads: {
    alloc: thread(alloc_again, { order: 1, migratetype: MIGRATE_MOVABLE }, { forever: true }),
    tick: thread(tick, {}, { optional: true }),
  },
  initial: threshold(250, fragmented),
  properties: ({ always, sometimes }) => [
    deferral,
    always(refused, (s) => s.zone.refusals <= 63),
    sometimes('63 are', (s) => s.zone.refusals === 63),
  ],
  unreachable: nothingHelps,
  designs: {
    '2.6.34-mm': design([...series, defer_for_a_time], violated(refused)),
    '2.6.35': design(series, holds, {
      unreachable: { 'tick.jiffies++': 'in 2.6.35 nothing waits for a time' },
    }),
  },
  abstractions: [...allocatorAbstractions, 'compaction itself moves and frees nothing'],
});
