import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { mm } from '../../model/pagetables/mm.ts';
import { do_munmap } from '../../model/pagetables/munmap.ts';
import { try_to_unmap_anon, try_to_unmap_file } from '../../model/pagetables/rmapWalk.ts';
import { gathersPerCpu, hasTable, hasVma, maps } from '../../model/pagetables/situations.ts';
import {
  reduce_pagetable_freeing_latencies,
  rmap_with_inner_ptlock,
  v2_6_15,
} from '../../model/pagetables/unlinkFirst.ts';
import { nothingIsLeft, zappedPagesKeepReference } from '../../properties/pageTables.ts';

/** Both pages and the table are as many as a batch has room for. */
const full = {
  '*.unmap_page_range.tlb_remove_page.nr >= FREE_PTE_NR: falls': 'the two pages leave room for the table',
  '*.pte_free_tlb.tlb_flush_mmu.!tlb->need_flush: jumps': 'a table has just been gathered',
};
const hidden = {
  'page_check_address.pmd_present: jumps': 'who still finds the vma finds its tables',
};

export default scenario('pagetables/unlink-before-free', {
  summary: 'page tables are freed while reclaim comes down to them by the pages that they mapped',
  machine: mm,
  threads: {
    munmap: thread(do_munmap, { mm: 0, vma: 0 }, { cpu: 0 }),
    anon: thread(try_to_unmap_anon, { page: 0 }, { optional: true }),
    file: thread(try_to_unmap_file, { page: 1 }, { optional: true }),
  },
  sizes: { room: 3 },
  initial: (s) => {
    gathersPerCpu(s, 3);
    hasTable(s, 0, 2);
    hasVma(s, 0, { mm: 0, start: 0, end: 1, next: 1, anon_vma: true, vm_file: true });
    hasVma(s, 1, { mm: 0, start: 1, end: 2, anon_vma: true, vm_file: true });
    for (const i of [0, 1]) {
      maps(s, 0, i, i);
      s.page[i]!.cached = true;
      s.page[i]!.count++;
    }
  },
  properties: ({ sometimes, maximum }) => [
    zappedPagesKeepReference,
    nothingIsLeft,
    maximum('flushes', (s) => s.flushes),
    sometimes(
      'reclaim has unmapped both pages',
      (s, { munmap }) => !munmap.ended && s.flushes === 0 && s.page.every(({ mapcount }) => mapcount === 0),
    ),
    sometimes(
      'reclaim comes to a page that is being unmapped',
      (s, { anon, munmap }) =>
        anon.at('try_to_unmap_one.*') && munmap.at('unmap_region.*') && s.flushes === 0,
    ),
  ],
  designs: {
    '2.6.14': design([], holds, {
      unreachable: {
        ...full,
        'page_check_address.page_to_pfn(page) == pte_pfn(*pte): falls':
          'tables that are there have their ptes: one lock is over both',
        'try_to_unmap_anon.page_mapped: jumps':
          'a page that is not mapped in its first vma is mapped nowhere',
      },
    }),
    '2.6.14+rmap-with-inner-ptlock': design(
      [rmap_with_inner_ptlock],
      violated('slab-use-after-free', 'page_check_address.!pte_present'),
    ),
    '2.6.15': design(v2_6_15, holds, { unreachable: { ...full, ...hidden } }),
    'config-preempt': design([...v2_6_15, reduce_pagetable_freeing_latencies], holds, {
      unreachable: {
        ...hidden,
        'tlb_remove_page.nr >= FREE_PTE_NR: falls': 'the table is in a gather of its own',
        'do_munmap.unmap_region.tlb_finish_mmu.tlb_flush_mmu.!tlb->need_flush: jumps':
          'the last gather has freed a table',
        'free_pgtables.vma->vm_next: jumps': 'there are two vmas',
        'free_pgtables.vma->vm_next again: jumps': 'there are two vmas',
        'do_munmap.unmap_region.free_pgtables.tlb_finish_mmu.tlb_flush_mmu.free_pages_and_swap_cache.put_page.put_page_testzero: falls':
          'the caches have a reference to each page',
        'do_munmap.unmap_region.tlb_finish_mmu.tlb_flush_mmu.free_pages_and_swap_cache.put_page.put_page_testzero: jumps':
          'nobody else has a reference to a table',
      },
    }),
  },
  unreachable: {
    'zap_pte_range.next: jumps': 'each vma is one page long',
    'unmap_vmas.zap_work > 0: falls': 'there are fewer pages than in a block',
    'flush_tlb_mm.cpus_empty: falls': 'the process has one thread',
    'anon_vma_unlink.!anon_vma: jumps': 'both vmas are private mappings of the file, with pages of their own',
    'unlink_file_vma.file: jumps': 'both vmas are private mappings of the file',
  },
  abstractions: [
    'one level of page tables, and one table for all vmas: nearby ones are freed together',
    'the anon_vma lives on: what frees it is the question of migration/anon-vma-lifetime',
    'a pte that reclaim has cleared is none, be it a swap entry or not',
    'nobody faults: page faults wait for mmap_sem, which munmap has',
  ],
});
