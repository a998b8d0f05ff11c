import { after, call, patch, pointer, unless } from '../language/index.ts';
import { batchMm, mm_at } from './batchMm.ts';
import { change_protection } from './changeProtection.ts';
import { flush_tlb_mm } from './flush.ts';
import * as rmapWalk from './rmapWalk.ts';
import { gather_of } from './rows.ts';
import { defer_flush_of_writable_entries } from './shrinkPageList.ts';
import { unmap_vmas_with_inner_ptlock } from './unlinkFirst.ts';
import * as zap from './zap.ts';

const { try_to_unmap_one } = batchMm.take(rmapWalk);
const { zap_pte_range } = batchMm.take(zap);

/** Flushes what reclaim may not have flushed yet; under the lock of the table, so that it puts nothing off meanwhile. */
export const flush_tlb_batched_pending = batchMm.fn(
  'flush_tlb_batched_pending',
  'mm/rmap.c v4.13',
  { mm: pointer('mm') },
  {},
  {
    'mm->tlb_flush_batched': unless((s, my) => mm_at(s, my).tlb_flush_batched, 'return'),
    flush_tlb_mm: call(flush_tlb_mm),
    'mm->tlb_flush_batched = false': (s, my) => {
      mm_at(s, my).tlb_flush_batched = false;
    },
  },
);

/** 3ea277194daa in 4.13. */
export const flush_if_potentially_racing = patch(
  'mm, mprotect: flush TLB if potentially racing with a parallel reclaim leaving stale TLB entries',
  defer_flush_of_writable_entries,
  unmap_vmas_with_inner_ptlock,
)
  .in(
    try_to_unmap_one,
    after('set_tlb_ubc_flush_pending', {
      'mm->tlb_flush_batched = true': (s, my) => {
        mm_at(s, my).tlb_flush_batched = true;
      },
    }),
  )
  .in(change_protection, after('spin_lock', { flush_tlb_batched_pending: call(flush_tlb_batched_pending) }))
  .locals(zap_pte_range, { mm: pointer('mm') })
  .in(
    zap_pte_range,
    after('spin_lock', {
      'mm = tlb->mm': (s, my) => {
        my.mm = gather_of(s, my).mm;
      },
      flush_tlb_batched_pending: call(flush_tlb_batched_pending),
    }),
  );
