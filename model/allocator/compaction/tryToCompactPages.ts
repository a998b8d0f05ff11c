import {
  any,
  array,
  bool,
  call,
  either,
  goto,
  patch,
  range,
  replace,
  size,
  unless,
  when,
} from '../../language/index.ts';
import { fragmentation_index } from '../indices.ts';
import { MAX_ORDER, migratetype, nr_pages, order } from '../zone.ts';
import { result, zone_watermark_ok } from './compactFinished.ts';
import { compact_zone } from './compactZone.ts';
import { type Compaction, compaction, pfn } from './machine.ts';

interface Order {
  readonly order: number;
  readonly migratetype: number;
}
const compact_control = (s: Compaction, my: Order) => {
  s.cc.nr_freepages = 0;
  s.cc.nr_migratepages = 0;
  s.cc.order = my.order;
  s.cc.migratetype = my.migratetype;
};

/** Compacts the zone for an allocation. */
export const compact_zone_order = compaction.fn(
  'compact_zone_order',
  'mm/compaction.c v2.6.35',
  { order: order(), migratetype: migratetype() },
  { ret: result() },
  { cc: compact_control, compact_zone: call(compact_zone, { ret: 'ret' }) },
);

/** Who decides whether compaction is of use for an allocation. */
export interface Suitability extends Order {
  watermark: number;
  readonly zero: number;
  ok: boolean;
  readonly nr_free: { [order: number]: number } & readonly number[];
  o: number;
  fragindex: number;
  rc: 'COMPACT_SKIPPED' | 'COMPACT_CONTINUE' | 'COMPACT_PARTIAL' | 'COMPACT_COMPLETE';
}
/** The copies are there beside what is copied for a while. */
const watermark = (s: Compaction, my: Suitability) => {
  my.rc = 'COMPACT_SKIPPED';
  my.watermark = s.zone.low + 2 * 2 ** my.order;
};
const is_ok = (_s: Compaction, my: Suitability) => my.ok;
/** nr_free of one order after the other, without zone->lock; whether there is one more. */
const fill_contig_page_info = (s: Compaction, my: Suitability) => {
  my.nr_free[my.o] = s.free_area[my.o]!.nr_free;
  my.o++;
  return my.o < MAX_ORDER(s);
};
const index = (_s: Compaction, my: Suitability) => {
  my.fragindex = fragmentation_index(my.nr_free, my.order);
  for (const i of my.nr_free.keys()) my.nr_free[i] = 0;
  my.o = 0;
};
const lacks_memory = (s: Compaction, my: Suitability) =>
  my.fragindex >= 0 && my.fragindex <= s.sysctl_extfrag_threshold;
const is_minus_1 = (_s: Compaction, my: Suitability) => my.fragindex === -1;
const partial = (_s: Compaction, my: Suitability) => {
  my.rc = 'COMPACT_PARTIAL';
};

/** Compacts for an allocation where that is of use; `rc` is what has come of it. */
export const try_to_compact_pages = compaction.fn(
  'try_to_compact_pages',
  'mm/compaction.c v2.6.35, of the one zone, for any order and whoever may do I/O',
  { order: order(), migratetype: migratetype() },
  {
    watermark: pfn(),
    zero: order(),
    ok: bool(),
    nr_free: array(size('max_order', 3), nr_pages()),
    o: order(),
    fragindex: range(-1000, 1000),
    rc: result(),
  },
  {
    'watermark = low_wmark_pages(zone) + (2UL << order)': watermark,
    zone_watermark_ok: call(zone_watermark_ok, { order: 'zero', mark: 'watermark', ok: 'ok' }),
    '!zone_watermark_ok': unless(is_ok, 'return'),
    fill_contig_page_info: when(fill_contig_page_info, 'fill_contig_page_info'),
    fragmentation_index: index,
    'fragindex >= 0 && fragindex <= sysctl_extfrag_threshold': when(lacks_memory, 'return'),
    'fragindex == -1': unless(is_minus_1, 'compact_zone_order'),
    'zone_watermark_ok of the order': call(zone_watermark_ok, { mark: 'watermark', ok: 'ok' }),
    '!zone_watermark_ok of the order': unless(is_ok, 'compact_zone_order'),
    'rc = COMPACT_PARTIAL': goto('return', partial),
    compact_zone_order: call(compact_zone_order, { ret: 'rc' }),
  },
);

const complete = (_s: Compaction, my: Suitability) => {
  my.rc = 'COMPACT_COMPLETE';
};
/** What decides is asked alone: compaction moves and frees nothing. */
export const compacts_nothing = patch('compaction: move nothing').in(
  try_to_compact_pages,
  replace('compact_zone_order', { compact_zone_order: complete }),
);

const any_value = () => true;
/** Somebody writes a value to /proc/sys/vm/extfrag_threshold, and an allocation comes to try_to_compact_pages(). */
export const set_threshold_and_try = compaction.fn(
  'set_threshold_and_try',
  'sysctl_extfrag_handler() of mm/compaction.c v2.6.35, and a slow path',
  { order: order(), migratetype: migratetype() },
  { rc: result() },
  {
    sysctl_extfrag_handler: either(
      any(range(0, 1000), any_value, (s: Compaction, _my: Order, value) => {
        s.sysctl_extfrag_threshold = value;
      }),
    ),
    try_to_compact_pages: call(try_to_compact_pages, { rc: 'rc' }),
    'rc != COMPACT_SKIPPED': () => {},
  },
);
