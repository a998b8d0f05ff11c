import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { batchMm, user_writes } from '../../model/pagetables/batchMm.ts';
import { smp_invalidate_interrupt } from '../../model/pagetables/flush.ts';
import { stack_and_page } from '../../model/pagetables/gatherDesigns.ts';
import { zap_page_range } from '../../model/pagetables/munmap.ts';
import { always_flush_zapped_ranges, fix_tlb_flush_miss } from '../../model/pagetables/parallelZap.ts';
import { hasTable, hasVma, maps } from '../../model/pagetables/situations.ts';
import { v2_6_15 } from '../../model/pagetables/unlinkFirst.ts';
import { isolatedPagesKeepReference, noStaleTranslation } from '../../properties/pageTables.ts';

const stale = 'no CPU has a translation of what a call that has returned has zapped';
const v3_0 = [...v2_6_15, stack_and_page(2)];

export default scenario('pagetables/parallel-zap', {
  summary:
    'two threads of a process zap one range, with mmap_sem for reading, while a third one stores to it',
  machine: batchMm,
  threads: {
    first: thread(zap_page_range, { mm: 0, vma: 0 }, { cpu: 0 }),
    second: thread(zap_page_range, { mm: 0, vma: 0 }),
    user: thread(user_writes, { addr: 0 }, { cpu: 1 }),
    ipi: thread(smp_invalidate_interrupt, {}, { cpu: 1, context: 'interrupt', optional: true }),
  },
  sizes: { room: 2, vmas: 1, ptes: 1, pages: 2 },
  initial: (s) => {
    s.mm[0]!.on_cpu1 = true;
    hasTable(s, 0, 1);
    hasVma(s, 0, { mm: 0, start: 0, end: 1 });
    maps(s, 0, 0, 0);
  },
  properties: ({ always, sometimes }) => [
    isolatedPagesKeepReference,
    noStaleTranslation,
    always(
      stale,
      (s, { first, second }) =>
        !(first.ended || second.ended) ||
        s.tlb.every(({ entry }) => entry.every(({ entry: { page } }) => page === null)),
    ),
    sometimes('a CPU has a translation of a page that is unmapped', (s) =>
      s.tlb.some(({ entry: [one] }) => one!.entry.page !== null && s.page[0]!.mapcount === 0),
    ),
  ],
  designs: {
    '4.12': design(v3_0, violated(stale)),
    '4.12+always-flush': design([...v3_0, always_flush_zapped_ranges], holds),
    '4.12+nested-flush': design([...v3_0, fix_tlb_flush_miss], holds),
  },
  unreachable: {
    'tlb_remove_page.nr >= FREE_PTE_NR: falls': 'the stack has room for the page',
    'tlb_flush_mmu.batch != &tlb->local: jumps': 'the stack has room for the page',
    'zap_pte_range.next: jumps': 'the vma is one page long',
    'unmap_vmas.vma = vma->vm_next: jumps': 'there is one vma',
    '*.cpus_empty: jumps': 'the process runs on CPU 1',
    'put_page.put_page_testzero: jumps': 'nobody else has a reference to the page',
  },
  abstractions: [
    'one level of page tables, whose entries alone a CPU caches here',
    'the functions of 2.6.15 and the mmu_gather of 3.0, where those of 4.12 do the same to ptes, pages and TLBs',
    'nobody faults: what the two calls leave is none',
    'one flush by IPI is under way at a time, as tlbstate_lock had it',
  ],
});
