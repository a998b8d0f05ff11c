import { after, atomically, before, call, deref, patch, unless } from '../language/index.ts';
import { type BatchMm, batchMm, mm_at } from './batchMm.ts';
import { flush_tlb_mm } from './flush.ts';
import * as gather from './gather.ts';
import { stack_and_page } from './gatherDesigns.ts';
import * as munmap from './munmap.ts';
import { gather_of, type HasGather } from './rows.ts';

const { tlb_finish_mmu, tlb_gather_mmu } = batchMm.take(gather);
const { zap_page_range } = batchMm.take(munmap);

const mm_of_gather = (s: BatchMm, my: HasGather) => deref(s.mm, gather_of(s, my).mm);

/** 4647706ebeee in 4.13: whatever was gathered. */
export const always_flush_zapped_ranges = patch('mm: always flush VMA ranges affected by zap_page_range').in(
  zap_page_range,
  after('unmap_vmas', { flush_tlb_range: call(flush_tlb_mm) }),
);

/** 99baac21e458 in 4.13: whoever is not alone flushes what the others may have cleared; behind it 4647706ebeee was not needed. */
export const fix_tlb_flush_miss = patch(
  'mm: fix MADV_[FREE|DONTNEED] TLB flush miss problem',
  stack_and_page(2),
)
  .in(
    tlb_gather_mmu,
    after('tlb->nr = 0U', {
      inc_tlb_flush_pending: (s, my) => {
        const mm = mm_at(s, my);
        atomically(() => {
          mm.tlb_flush_pending++;
        });
      },
    }),
  )
  .in(
    tlb_finish_mmu,
    before('tlb_flush_mmu', {
      mm_tlb_flush_nested: unless((s, my) => mm_of_gather(s, my).tlb_flush_pending > 1, 'tlb_flush_mmu'),
      __tlb_adjust_range: (s, my) => {
        gather_of(s, my).need_flush = true;
      },
    }),
    after('free_pages', {
      dec_tlb_flush_pending: (s, my) => {
        const mm = mm_of_gather(s, my);
        atomically(() => {
          mm.tlb_flush_pending--;
        });
      },
    }),
  );
