import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { smp_invalidate_interrupt } from '../../model/pagetables/flush.ts';
import { flush_before_free, free_before_flush } from '../../model/pagetables/freeFirst.ts';
import { mm } from '../../model/pagetables/mm.ts';
import { do_munmap } from '../../model/pagetables/munmap.ts';
import { gathersPerCpu, hasTable, hasVma, maps } from '../../model/pagetables/situations.ts';
import { v2_6_15 } from '../../model/pagetables/unlinkFirst.ts';
import { page_cache_alloc, user_stores } from '../../model/pagetables/user.ts';
import {
  noForeignTranslation,
  nothingIsLeft,
  zappedPagesKeepReference,
} from '../../properties/pageTables.ts';

export default scenario('pagetables/flush-order', {
  summary: 'a thread of the process stores on another CPU while its memory is unmapped: to whose page?',
  machine: mm,
  threads: {
    munmap: thread(do_munmap, { mm: 0, vma: 0 }, { cpu: 0 }),
    user: thread(user_stores, { one: 0, other: 1 }, { cpu: 1 }),
    ipi: thread(smp_invalidate_interrupt, {}, { cpu: 1, context: 'interrupt', optional: true }),
    alloc: thread(page_cache_alloc, {}, { optional: true }),
  },
  sizes: { room: 4, vmas: 1 },
  initial: (s) => {
    gathersPerCpu(s, 4);
    s.mm[0]!.on_cpu1 = true;
    hasTable(s, 0, 2);
    hasVma(s, 0, { mm: 0, start: 0, end: 2, anon_vma: true, vm_file: true });
    for (const i of [0, 1]) maps(s, 0, i, i);
  },
  properties: ({ sometimes }) => [
    zappedPagesKeepReference,
    nothingIsLeft,
    noForeignTranslation,
    sometimes('a CPU has a translation of a page that is unmapped', (s) =>
      s.tlb.some(({ entry }) =>
        entry.some(({ entry: { page } }) => page !== null && s.page[page]!.mapcount === 0),
      ),
    ),
    sometimes('somebody else gets the page', (s) => s.page[0]!.cached),
    sometimes('somebody else gets the table', (s) => s.page[2]!.cached),
  ],
  designs: {
    '2.6.22': design(v2_6_15, holds),
    'sparc64-2.6.29': design([...v2_6_15, free_before_flush], violated(noForeignTranslation.name)),
    'sparc64-2.6.30': design([...v2_6_15, free_before_flush, flush_before_free], holds),
  },
  unreachable: {
    'zap_pte_range.ptep_get_and_clear: jumps': 'nobody but munmap takes pages from the process',
    'tlb_remove_page.nr >= FREE_PTE_NR: falls': 'a batch has room for both pages and the table',
    'unmap_vmas.zap_work > 0: falls': 'there are fewer pages than in a block',
    '*.vma = vma->vm_next: jumps': 'there is one vma',
    'free_pgtables.vma = next: jumps': 'there is one vma',
    'anon_vma_unlink.!anon_vma: jumps': 'the vma has an anon_vma',
    'unlink_file_vma.file: jumps': 'the vma maps a file',
    'tlb_flush_mmu.!tlb->need_flush: jumps': 'the gather has unmapped something',
    'flush_tlb_mm.cpus_empty: jumps': 'the process runs on CPU 1',
    'put_page.put_page_testzero: jumps': 'nobody else has a reference to a page that is mapped',
  },
  abstractions: [
    'one level of page tables, whose entry a CPU may cache too',
    'a user that faults ends: the fault waits for mmap_sem, and finds no vma then',
    'sparc64 with the page tables of i386, which are gathered as pages are',
  ],
});
