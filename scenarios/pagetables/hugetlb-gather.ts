import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { smp_invalidate_interrupt } from '../../model/pagetables/flush.ts';
import { hugeMm, hugepage_freelist } from '../../model/pagetables/hugeMm.ts';
import { hugetlb_no_page } from '../../model/pagetables/hugePool.ts';
import { hasTable, hasVma, maps } from '../../model/pagetables/situations.ts';
import {
  enforce_proper_tlb_flush,
  fix_linked_list_corruption,
  unmap_hugepage_range,
} from '../../model/pagetables/unmapHugepageRange.ts';
import { user_stores } from '../../model/pagetables/user.ts';
import { INIT_LIST_HEAD } from '../../model/primitives/index.ts';
import { noForeignTranslation, zappedPagesKeepReference } from '../../properties/pageTables.ts';

export default scenario('pagetables/hugetlb-gather', {
  summary: 'two processes unmap the huge pages of one file, and a thread of one of them stores to its own',
  machine: hugeMm,
  threads: {
    munmap: thread(unmap_hugepage_range, { vma: 0 }, { cpu: 0 }),
    second: thread(unmap_hugepage_range, { vma: 1 }, { optional: true }),
    user: thread(user_stores, { one: 0, other: 0 }, { cpu: 1 }),
    ipi: thread(smp_invalidate_interrupt, {}, { cpu: 1, context: 'interrupt', optional: true }),
    fault: thread(hugetlb_no_page, {}, { optional: true }),
  },
  sizes: { room: 1, pages: 4, mms: 2, tables: 2 },
  initial: (s) => {
    INIT_LIST_HEAD(s, hugepage_freelist());
    s.mm[0]!.on_cpu1 = true;
    for (const mm of [0, 1]) {
      hasTable(s, mm, 2 + mm);
      hasVma(s, mm, { mm, start: 0, end: 2, vm_file: true });
      maps(s, mm, 1, 1);
    }
    maps(s, 0, 0, 0);
    s.page[1]!.cached = true;
    s.page[1]!.count++;
  },
  properties: ({ sometimes }) => [
    zappedPagesKeepReference,
    noForeignTranslation,
    sometimes('a CPU has a translation of a page that is unmapped', (s) =>
      s.tlb.some(({ entry: [first] }) => first!.entry.page === 0 && s.pgtable[0]!.pte[0]!.page === null),
    ),
    sometimes('somebody else gets the page', (s) => s.page[0]!.cached),
  ],
  designs: {
    '2.6.18': design([], violated(noForeignTranslation.name)),
    '2.6.19-rc1': design([enforce_proper_tlb_flush], violated('list-corruption')),
    '2.6.19': design([enforce_proper_tlb_flush, fix_linked_list_corruption], holds, {
      unreachable: { 'unmap_hugepage_range.vma->vm_file: jumps': 'both vmas map the file' },
    }),
  },
  abstractions: [
    'one level of page tables, and a huge page is mapped by one entry of it: what is huge about it is its pool',
    'of munmap what it does to huge pages: they never come into the mmu_gather',
    'one node, no reservations, and the pool is empty to begin with',
    'a user that faults ends, and who faults elsewhere takes whatever page the pool has, for another file',
  ],
});
