import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { flush_if_potentially_racing } from '../../model/pagetables/batchedPending.ts';
import { type BatchMm, batchMm, user_writes } from '../../model/pagetables/batchMm.ts';
import { mprotect_or_madvise } from '../../model/pagetables/changeProtection.ts';
import { smp_invalidate_interrupt } from '../../model/pagetables/flush.ts';
import { stack_and_page } from '../../model/pagetables/gatherDesigns.ts';
import { defer_flush_of_writable_entries, shrink_page_list } from '../../model/pagetables/shrinkPageList.ts';
import { hasTable, hasVma, maps } from '../../model/pagetables/situations.ts';
import { v2_6_15 } from '../../model/pagetables/unlinkFirst.ts';
import { isolatedPagesKeepReference } from '../../properties/pageTables.ts';

const v3_0 = [...v2_6_15, stack_and_page(2)];
const forbidden = 'no CPU can store to what a system call has forbidden to store to';
const writes = (s: BatchMm) => s.tlb.some(({ entry }) => entry.some(({ entry: { write } }) => write));

export default scenario('pagetables/batched-unmap', {
  summary: 'reclaim puts its flush off while a system call forbids to store to the page',
  machine: batchMm,
  threads: {
    call: thread(mprotect_or_madvise, { mm: 0, vma: 0 }, { cpu: 0 }),
    reclaim: thread(shrink_page_list, { page: 0 }, { optional: true }),
    user: thread(user_writes, { addr: 0 }, { cpu: 1 }),
    ipi: thread(smp_invalidate_interrupt, {}, { cpu: 1, context: 'interrupt', optional: true }),
  },
  sizes: { room: 2, vmas: 1, pages: 2 },
  initial: (s) => {
    s.mm[0]!.on_cpu1 = true;
    hasTable(s, 0, 1);
    hasVma(s, 0, { mm: 0, start: 0, end: 2, anon_vma: true });
    maps(s, 0, 0, 0);
    s.page[0]!.cached = true;
    s.page[0]!.count++;
  },
  properties: ({ always, sometimes }) => [
    isolatedPagesKeepReference,
    always(forbidden, (s, { call }) => !call.ended || !writes(s)),
    always('no CPU can store to a page that is being written', (s) => !s.page[0]!.PG_writeback || !writes(s)),
    sometimes('a CPU can store to a page that is unmapped', (s) => s.page[0]!.mapcount === 0 && writes(s)),
    sometimes('the page is written', (s) => s.page[0]!.PG_writeback),
  ],
  designs: {
    '4.2': design(v3_0, holds),
    '4.3': design([...v3_0, defer_flush_of_writable_entries], violated(forbidden)),
    '4.13': design([...v3_0, defer_flush_of_writable_entries, flush_if_potentially_racing], holds, {
      unreachable: {
        'try_to_unmap_flush.!tlb_ubc->flush_required: jumps': 'what is writable is to be flushed',
      },
    }),
  },
  unreachable: {
    '*.cpus_empty: jumps': 'the process runs on CPU 1',
    'tlb_remove_page.nr >= FREE_PTE_NR: falls': 'the stack has room for the page',
    'tlb_flush_mmu.batch != &tlb->local: jumps': 'the stack has room for the page',
    'unmap_vmas.vma = vma->vm_next: jumps': 'there is one vma',
    'put_page.put_page_testzero: falls': 'the swap cache has a reference to the page',
    'try_to_unmap_one.vma_address: jumps': 'the one vma of the anon_vma has the page',
    'page_check_address.pmd_present: jumps': 'neither call frees page tables',
  },
  abstractions: [
    'one level of page tables, whose entries alone a CPU caches here',
    'the functions of 2.6.15 and the mmu_gather of 3.0, where those of 4.2 do the same to ptes, pages and TLBs',
    'the pte is dirty and its process runs on another CPU, so each flush of reclaim is put off, up to the write',
    'the page is locked and in the swap cache: who faults waits, and nobody else reclaims it',
    'mprotect() and madvise() keep each other out by mmap_sem: there is one of them',
    'one flush by IPI is under way at a time, as tlbstate_lock had it',
    'tlb_flush_pending of 3.13 to 4.13 is for who migrates pages, and is not here',
  ],
});
