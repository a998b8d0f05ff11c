import { patch, remove, replace, when } from '../../language/index.ts';
import { compact_zone } from './compactZone.ts';
import { isolate_migratepages } from './isolateMigratepages.ts';
import { type Compaction, pfn_valid } from './machine.ts';
import { split_free_page } from './splitFreePage.ts';
import { type Suitability, try_to_compact_pages } from './tryToCompactPages.ts';

/** What is left of cc->freepages is forgotten. */
export const no_release = patch('compaction: keep the free pages that are left').in(
  compact_zone,
  replace('release_freepages', { release_freepages: () => {} }),
  remove('VM_BUG_ON(cc->nr_freepages != 0)'),
);

/** Free pages are taken however few there are. */
export const no_watermark = patch('compaction: split a free page without a look at the watermark').in(
  split_free_page,
  remove('zone_watermark_ok'),
);

const invalid = (s: Compaction, my: { readonly low_pfn: number }) => !pfn_valid(s, my.low_pfn);
/** The migrate scanner does not stop at the free scanner. */
export const no_bound = patch('compaction: isolate without a look at the free scanner').in(
  isolate_migratepages,
  replace('end_pfn > cc->free_pfn || !pfn_valid(low_pfn)', {
    '!pfn_valid(low_pfn)': when(invalid, 'cc->migrate_pfn = end_pfn'),
  }),
);

const below = (s: Compaction, my: Suitability) =>
  my.fragindex >= 0 && my.fragindex < s.sysctl_extfrag_threshold;
/** An index that is the threshold counts as one above it. */
export const below_threshold = patch('compaction: compact where the index is the threshold').in(
  try_to_compact_pages,
  replace('fragindex >= 0 && fragindex <= sysctl_extfrag_threshold', {
    'fragindex >= 0 && fragindex < sysctl_extfrag_threshold': when(below, 'return'),
  }),
);
