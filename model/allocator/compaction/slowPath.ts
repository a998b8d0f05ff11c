import { bool, call, goto, patch, pointer, replace, unless, wait, when } from '../../language/index.ts';
import { buffered_rmqueue } from '../allocPage.ts';
import { drain_pages } from '../freePcpPages.ts';
import { has_page, migratetype, order } from '../zone.ts';
import { result, zone_watermark_ok } from './compactFinished.ts';
import { type Compaction, compaction, pfn } from './machine.ts';
import { try_to_compact_pages } from './tryToCompactPages.ts';

interface Marked {
  mark: number;
  ok: boolean;
}
const low_wmark_pages = (s: Compaction, my: Marked) => {
  my.mark = s.zone.low;
};
const is_ok = (_s: Compaction, my: Marked) => my.ok;

/** A block of the order, if the zone may give one by its low watermark; or NULL. */
const get_page_from_freelist = compaction.fn(
  'get_page_from_freelist',
  'mm/page_alloc.c v2.6.35, of the one zone',
  { order: order(), migratetype: migratetype() },
  { page: pointer('page'), mark: pfn(), ok: bool() },
  {
    low_wmark_pages,
    zone_watermark_ok: call(zone_watermark_ok, { ok: 'ok' }),
    '!zone_watermark_ok': unless(is_ok, 'return'),
    buffered_rmqueue: call(buffered_rmqueue, { page: 'page' }),
  },
);

/** COMPACT_MAX_DEFER_SHIFT */
const MAX_SHIFT = 6;
/** Whether this one is refused; it is counted, and the last one that is refused makes the next one not. */
const compaction_deferred = ({ zone }: Compaction) => {
  const limit = 2 ** zone.compact_defer_shift;
  zone.compact_considered = Math.min(zone.compact_considered + 1, limit);
  const refused = zone.compact_considered < limit;
  zone.refusals = refused ? Math.min(zone.refusals + 1, 64) : 0;
  return refused;
};
const defer_compaction = ({ zone }: Compaction) => {
  zone.compact_considered = 0;
  zone.compact_defer_shift = Math.min(zone.compact_defer_shift + 1, MAX_SHIFT);
};
const defer_no_more = ({ zone }: Compaction) => {
  zone.compact_considered = 0;
  zone.compact_defer_shift = 0;
};
const is_skipped = (_s: Compaction, my: { readonly rc: string }) => my.rc === 'COMPACT_SKIPPED';

/** Compacts, and tries again; a failure makes the following ones wait for longer. */
export const __alloc_pages_direct_compact = compaction.fn(
  '__alloc_pages_direct_compact',
  'mm/page_alloc.c v2.6.35, and include/linux/compaction.h',
  { order: order(), migratetype: migratetype() },
  { page: pointer('page'), rc: result() },
  {
    compaction_deferred: when(compaction_deferred, 'return'),
    try_to_compact_pages: call(try_to_compact_pages, { rc: 'rc' }),
    'rc == COMPACT_SKIPPED': when(is_skipped, 'return'),
    drain_pages: call(drain_pages),
    get_page_from_freelist: call(get_page_from_freelist, { page: 'page' }),
    '!page': unless(has_page, 'defer_compaction'),
    'compact_defer_shift = 0': goto('return', defer_no_more),
    defer_compaction,
  },
);

/** An allocation of more than a page, up to where it leaves it to direct reclaim. */
export const alloc_pages = compaction.fn(
  'alloc_pages',
  '__alloc_pages_slowpath() of mm/page_alloc.c v2.6.35, up to direct reclaim',
  { order: order(), migratetype: migratetype() },
  { page: pointer('page') },
  {
    get_page_from_freelist: call(get_page_from_freelist, { page: 'page' }),
    'page of the free lists': when(has_page, 'got_pg'),
    __alloc_pages_direct_compact: call(__alloc_pages_direct_compact, { page: 'page' }),
    'page of compaction': unless(has_page, '__alloc_pages_direct_reclaim'),
    got_pg: goto('return'),
    __alloc_pages_direct_reclaim: () => {},
  },
);

/** Allocations one after the other, each of which is left to reclaim. */
export const alloc_again = compaction.fn(
  'alloc_again',
  'whoever allocates what there is not',
  { order: order(), migratetype: migratetype() },
  {},
  { alloc_pages: call(alloc_pages), again: goto('alloc_pages') },
);

const is_early = ({ zone }: Compaction) => {
  zone.refusals = zone.compact_resume ? Math.min(zone.refusals + 1, 64) : 0;
  return zone.compact_resume;
};
const until_later = ({ zone }: Compaction) => {
  zone.compact_resume = true;
};
const no_more = ({ zone }: Compaction) => {
  zone.compact_resume = false;
};
/** As the series was in -mm: a failure makes all wait for a time, HZ/50. */
export const defer_for_a_time = patch('mm: compaction: defer compaction for a time when it fails').in(
  __alloc_pages_direct_compact,
  replace('compaction_deferred', { 'time_before(jiffies, zone->compact_resume)': when(is_early, 'return') }),
  replace('compact_defer_shift = 0', { 'compact_resume = 0': goto('return', no_more) }),
  replace('defer_compaction', { defer_compaction: until_later }),
);

/** Time goes by. */
export const tick = compaction.fn(
  'tick',
  'kernel/timer.c v2.6.34',
  {},
  {},
  {
    'jiffies++': wait((s: Compaction) => s.zone.compact_resume, no_more),
  },
);
