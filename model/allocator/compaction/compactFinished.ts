import { bool, call, goto, oneOf, range, size, unless, when } from '../../language/index.ts';
import { first_free } from '../freeArea.ts';
import { MAX_ORDER, order, pageblock_order } from '../zone.ts';
import { type Compaction, compaction, pfn } from './machine.ts';

interface Checking {
  order: number;
  readonly mark: number;
  free_pages: number;
  min: number;
  o: number;
  ok: boolean;
}
const load = (s: Compaction, my: Checking) => {
  my.ok = false;
  my.min = my.mark;
  my.o = 0;
  my.free_pages = s.zone.NR_FREE_PAGES - 2 ** my.order + 1;
};
const is_low = (_s: Compaction, my: Checking) => my.free_pages <= my.min;
const all_orders = (_s: Compaction, my: Checking) => {
  my.ok = my.o >= my.order;
  return my.ok;
};
/** The pages of the order are of no use to who wants a larger block, and of larger ones there may be half as few. */
const next_order = (s: Compaction, my: Checking) => {
  my.free_pages -= s.free_area[my.o]!.nr_free * 2 ** my.o;
  my.min = Math.floor(my.min / 2);
  my.o++;
};

/** Whether so much is free that a block of the order may be taken, by the counts alone and without zone->lock. */
export const zone_watermark_ok = compaction.fn(
  'zone_watermark_ok',
  'mm/page_alloc.c v2.6.35, without a reserve of lower zones',
  { order: order(), mark: pfn() },
  { free_pages: range(-8, size('pages', 8)), min: pfn(), o: order(), ok: bool() },
  {
    'free_pages = zone_page_state(z, NR_FREE_PAGES) - (1 << order) + 1': load,
    'free_pages <= min': when(is_low, 'return'),
    'o < order': when(all_orders, 'return'),
    'free_pages -= nr_free << o': goto('free_pages <= min', next_order),
  },
);

/** What a run has come to. */
export const result = () =>
  oneOf('COMPACT_SKIPPED', 'COMPACT_CONTINUE', 'COMPACT_PARTIAL', 'COMPACT_COMPLETE');
interface Finishing {
  watermark: number;
  ok: boolean;
  order: number;
  ret: 'COMPACT_SKIPPED' | 'COMPACT_CONTINUE' | 'COMPACT_PARTIAL' | 'COMPACT_COMPLETE';
}
/** What must be free for an allocation of the order. */
export const watermark = (s: Compaction, my: Finishing) => {
  my.order = s.cc.order;
  my.watermark = s.zone.low + (1 << my.order);
};
const fatal_signal_pending = (s: Compaction) => s.fatal_signal;
const met = (s: Compaction) => s.cc.free_pfn <= s.cc.migrate_pfn;
const is_ok = (_s: Compaction, my: Finishing) => my.ok;
/** Nobody waits for a block. */
export const whole_zone = (s: Compaction) => s.cc.order === -1;
const more_orders = (s: Compaction, my: Finishing) => my.order < MAX_ORDER(s);
const list_empty = (s: Compaction, my: Finishing) => first_free(s, my.order, s.cc.migratetype) === null;
const whole_block = (s: Compaction, my: Finishing) => my.order >= pageblock_order(s);
const nr_free = (s: Compaction, my: Finishing) => s.free_area[my.order]!.nr_free > 0;
const next = (_s: Compaction, my: Finishing) => {
  my.order++;
};
const ends = (ret: Finishing['ret']) =>
  goto('return', (_s: Compaction, my: Finishing) => {
    my.ret = ret;
  });

/** Whether a run goes on: it ends where the scanners meet, by a fatal signal, or with a suitable block above the mark. */
export const compact_finished = compaction.fn(
  'compact_finished',
  'mm/compaction.c v2.6.35',
  {},
  { watermark: pfn(), order: range(-1, size('max_order', 3)), ok: bool(), ret: result() },
  {
    'watermark = low_wmark_pages(zone) + (1 << cc->order)': watermark,
    fatal_signal_pending: when(fatal_signal_pending, 'return COMPACT_PARTIAL'),
    'cc->free_pfn <= cc->migrate_pfn': when(met, 'return COMPACT_COMPLETE'),
    zone_watermark_ok: call(zone_watermark_ok, { mark: 'watermark', ok: 'ok' }),
    '!zone_watermark_ok': unless(is_ok, 'return COMPACT_CONTINUE'),
    'cc->order == -1': when(whole_zone, 'return COMPACT_CONTINUE'),
    'order < MAX_ORDER': unless(more_orders, 'return COMPACT_CONTINUE'),
    'list_empty(free_list[cc->migratetype])': unless(list_empty, 'return COMPACT_PARTIAL'),
    'order >= pageblock_order': unless(whole_block, 'order++'),
    nr_free: when(nr_free, 'return COMPACT_PARTIAL'),
    'order++': goto('order < MAX_ORDER', next),
    'return COMPACT_PARTIAL': ends('COMPACT_PARTIAL'),
    'return COMPACT_COMPLETE': ends('COMPACT_COMPLETE'),
    'return COMPACT_CONTINUE': ends('COMPACT_CONTINUE'),
  },
);
