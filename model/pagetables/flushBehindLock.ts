import { after, bool, call, count, patch, pointer, replace, unless, when } from '../language/index.ts';
import { into_batch, tlb_flush_mmu } from './gather.ts';
import { stack_and_page, tlb_next_batch } from './gatherDesigns.ts';
import { mm, mmu_gather, room } from './mm.ts';
import { vma_of } from './rows.ts';
import { unmap_vmas_with_inner_ptlock } from './unlinkFirst.ts';
import { zap_pte_range } from './zap.ts';

/** The page goes into the batch; says whether that has to be flushed before the next one. */
const __tlb_remove_page = mm.fn(
  '__tlb_remove_page',
  'mm/memory.c v3.0',
  { tlb: mmu_gather, page: pointer('page') },
  { nr: count(room), force_flush: bool() },
  {
    ...into_batch,
    tlb_next_batch: tlb_next_batch(),
    'return 0': (_s, my) => {
      my.force_flush = true;
    },
  },
);

/** d16dfc550f53 in 3.0: who has no room left breaks off, and flushes behind the lock of the table. */
export const flush_behind_lock = (entries: number) =>
  patch(
    `mm: mmu_gather rework, ${entries} on the stack, flushed behind the lock`,
    stack_and_page(entries),
    unmap_vmas_with_inner_ptlock,
  )
    .locals(zap_pte_range, { force_flush: bool() })
    .in(
      zap_pte_range,
      replace('tlb_remove_page', {
        __tlb_remove_page: call(__tlb_remove_page, { force_flush: 'force_flush' }),
        'if (force_flush) break': when((_s, my) => my.force_flush, 'pte_unmap_unlock'),
      }),
      after('pte_unmap_unlock', {
        force_flush: unless((_s, my) => my.force_flush, 'return'),
        'force_flush = 0': (_s, my) => {
          my.force_flush = false;
          my.page = null;
        },
        tlb_flush_mmu: call(tlb_flush_mmu),
        'addr != end': when((s, my) => my.addr !== vma_of(s, my).end, 'pte_offset_map'),
      }),
    );
