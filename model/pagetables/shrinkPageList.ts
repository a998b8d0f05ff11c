import { before, call, deref, patch, pointer, replace, unless } from '../language/index.ts';
import { flush_tlb_others, get_page, put_page_testzero } from '../primitives/index.ts';
import { type BatchMm, batchMm, tlb_ubc } from './batchMm.ts';
import * as rmapWalk from './rmapWalk.ts';
import { page, page_of } from './rows.ts';

const { try_to_unmap_anon, try_to_unmap_one } = batchMm.take(rmapWalk);
const page_list = (s: BatchMm) => s.page_list;
const put = put_page_testzero(page, page_list);

/** Reclaims a dirty page of the swap cache: takes it off its list, unmaps it and begins to write it. */
export const shrink_page_list = batchMm.fn(
  'shrink_page_list',
  'mm/vmscan.c v4.2, with __isolate_lru_page and pageout',
  { page: pointer('page') },
  {},
  {
    __isolate_lru_page: get_page(page, page_list),
    try_to_unmap: call(try_to_unmap_anon),
    /** The cache has a reference, and who has isolated it: whoever has zapped it and not flushed yet has one more. */
    is_page_cache_freeable: unless((s, my) => page_of(s, my).count === 2, 'putback_lru_page'),
    set_page_writeback: (s, my) => {
      deref(s.page, my.page).PG_writeback = true;
    },
    putback_lru_page: (s, my) => {
      put(s, my);
    },
  },
);

/** Flushes what the batch has, on all CPUs that any of it was mapped on: who reclaims is on none of those. */
export const try_to_unmap_flush = batchMm.fn(
  'try_to_unmap_flush',
  'mm/rmap.c v4.3',
  {},
  {},
  {
    '!tlb_ubc->flush_required': unless((s, my) => tlb_ubc(s, my).flush_required, 'return'),
    ...flush_tlb_others('smp_call_function_many', (s: BatchMm) => s.csd),
    'tlb_ubc->flush_required = false': (s, my) => {
      tlb_ubc(s, my).flush_required = false;
    },
    'tlb_ubc->writable = false': (s, my) => {
      tlb_ubc(s, my).writable = false;
    },
  },
);

/** Flushes before a page is written that a CPU may still store to. */
export const try_to_unmap_flush_dirty = batchMm.fn(
  'try_to_unmap_flush_dirty',
  'mm/rmap.c v4.3',
  {},
  {},
  {
    'tlb_ubc->writable': unless((s, my) => tlb_ubc(s, my).writable, 'return'),
    try_to_unmap_flush: call(try_to_unmap_flush),
  },
);

/** 72b252aed506 and d950c9477d51 in 4.3, of a pte that is dirty: its flush is put off until the page is written. */
export const defer_flush_of_writable_entries = patch('mm: defer flush of writable TLB entries')
  .in(
    try_to_unmap_one,
    replace('flush_tlb_page', {
      set_tlb_ubc_flush_pending: (s, my) => {
        tlb_ubc(s, my).flush_required = true;
      },
      'tlb_ubc->writable = true': (s, my) => {
        tlb_ubc(s, my).writable = true;
      },
    }),
  )
  .in(
    shrink_page_list,
    before('is_page_cache_freeable', { try_to_unmap_flush_dirty: call(try_to_unmap_flush_dirty) }),
  );
