import { after, before, call, patch, pointer, remove } from '../language/index.ts';
import { flush_tlb_mm } from './flush.ts';
import { mm_to_flush, tlb_finish_mmu, tlb_flush_mmu } from './gather.ts';

/** arch/sparc/include/asm/tlb_64.h up to 2.6.29: what is gathered is freed, and the TLB flushed when all is over. */
export const free_before_flush = patch('sparc64: the mmu_gather of 2.6.29')
  .in(tlb_flush_mmu, remove('tlb->mm'), remove('tlb_flush'))
  .locals(tlb_finish_mmu, { mm: pointer('mm') })
  .in(
    tlb_finish_mmu,
    after('tlb_flush_mmu', {
      'tlb->mm': mm_to_flush,
      flush_tlb_pending: call(flush_tlb_mm),
    }),
  );

/** 86ee79c3dbd in 2.6.30. */
export const flush_before_free = patch('sparc64: Flush TLB before releasing pages.', free_before_flush)
  .in(
    tlb_flush_mmu,
    before('!tlb->need_flush', {
      'tlb->mm': mm_to_flush,
      flush_tlb_pending: call(flush_tlb_mm),
    }),
  )
  .in(tlb_finish_mmu, remove('tlb->mm'), remove('flush_tlb_pending'))
  .withoutLocals(tlb_finish_mmu, 'mm');
