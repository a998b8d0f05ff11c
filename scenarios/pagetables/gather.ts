import { design, holds, scenario, thread, violated } from '../../model/language/index.ts';
import { smp_invalidate_interrupt } from '../../model/pagetables/flush.ts';
import { flush_behind_lock } from '../../model/pagetables/flushBehindLock.ts';
import { head_on_stack, percpu_preemptible, stack_and_page } from '../../model/pagetables/gatherDesigns.ts';
import { mm } from '../../model/pagetables/mm.ts';
import { do_munmap, zap_page_range } from '../../model/pagetables/munmap.ts';
import { preempt_notifier } from '../../model/pagetables/preemptNotifier.ts';
import { gathersPerCpu, hasTable, hasVma, maps } from '../../model/pagetables/situations.ts';
import { reduce_pagetable_freeing_latencies, v2_6_15 } from '../../model/pagetables/unlinkFirst.ts';
import { user_walks } from '../../model/pagetables/user.ts';
import { CONFIG_PREEMPT } from '../../model/primitives/index.ts';
import { noStaleTranslation, nothingIsLeft, zappedPagesKeepReference } from '../../properties/pageTables.ts';

const present = {
  'zap_pte_range.ptep_get_and_clear: jumps': 'nobody but who unmaps takes pages from the processes',
};
const roomForAll = 'the batch has room for the four pages and the table';
const noPage = 'it is the array on the stack that is full, as a page has room for all';
const perCpu = {
  ...present,
  'tlb_remove_page.nr >= FREE_PTE_NR: falls': roomForAll,
  'tlb_flush_mmu.!tlb->need_flush: jumps': 'each gather has unmapped something',
};
/** Of the flushes that are so many calls deep. */
const onCpu1 = (calls: number) => ({
  [`do_munmap.unmap_region.${'*.'.repeat(calls)}cpus_empty: jumps`]: 'the process runs on CPU 1',
});
const onNoOther = (calls: number) => ({
  [`zap_page_range.${'*.'.repeat(calls)}cpus_empty: falls`]: 'the process runs on no other CPU',
});
const blocks = {
  ...onCpu1(4),
  ...onNoOther(4),
  'unmap_vmas.start != end: falls': 'the block ends in the middle of a vma',
  'zap_page_range.unmap_vmas.zap_work > 0: falls': 'it unmaps one page',
};

export default scenario('pagetables/gather', {
  summary: 'two processes unmap memory on one CPU, with preemption, and one of them runs on another CPU too',
  machine: mm,
  preemption: CONFIG_PREEMPT,
  threads: {
    munmap: thread(do_munmap, { mm: 0, vma: 0 }, { cpu: 0 }),
    second: thread(zap_page_range, { mm: 1, vma: 2 }, { cpu: 0 }),
    user: thread(user_walks, { addr: 0 }, { cpu: 1 }),
    ipi: thread(smp_invalidate_interrupt, {}, { cpu: 1, context: 'interrupt', optional: true }),
  },
  sizes: { room: 8, pages: 7, ptes: 4, mms: 2, tables: 2, vmas: 3 },
  initial: (s) => {
    gathersPerCpu(s, 8);
    s.mm[0]!.on_cpu1 = true;
    hasTable(s, 0, 4);
    hasVma(s, 0, { mm: 0, start: 0, end: 2, next: 1, anon_vma: true });
    hasVma(s, 1, { mm: 0, start: 2, end: 4, vm_file: true });
    for (const i of [0, 1, 2, 3]) maps(s, 0, i, i);
    hasTable(s, 1, 6);
    hasVma(s, 2, { mm: 1, start: 0, end: 1 });
    maps(s, 1, 0, 5);
  },
  properties: ({ sometimes, maximum }) => [
    zappedPagesKeepReference,
    nothingIsLeft,
    noStaleTranslation,
    maximum('done without a chance for others', (s) => s.task[0]!.unbroken),
    maximum('of which in free_pgtables', (s) => s.task[0]!.unbroken_tables),
    maximum('flushes', (s) => s.flushes),
    maximum('entries on the stack', (s) => s.task[0]!.batch.max),
    maximum('pages allocated', (s) => Number(s.task[0]!.mmu_gather.next)),
    sometimes(
      'the second process is there in the middle',
      (_s, { munmap, second }) => munmap.at('unmap_region.*') && second.at('unmap_vmas.*'),
    ),
    sometimes('a CPU has a translation of a page that is unmapped', (s) =>
      s.tlb.some(({ entry }) =>
        entry.some(({ entry: { page } }) => page !== null && s.page[page]!.mapcount === 0),
      ),
    ),
  ],
  designs: {
    '2.6.22': design(v2_6_15, holds, { unreachable: { ...perCpu, ...blocks } }),
    'config-preempt': design([...v2_6_15, reduce_pagetable_freeing_latencies], holds, {
      unreachable: {
        ...perCpu,
        ...blocks,
        'free_pgtables.vma->vm_next: jumps': 'there are two vmas',
        'free_pgtables.vma->vm_next again: jumps': 'there are two vmas',
      },
    }),
    'stack+percpu': design([...v2_6_15, head_on_stack], holds, { unreachable: { ...perCpu, ...blocks } }),
    'stack+page:8': design([...v2_6_15, stack_and_page(8)], holds, {
      unreachable: {
        ...perCpu,
        'tlb_flush_mmu.batch != &tlb->local: jumps': 'all pages and the table have room on the stack',
      },
    }),
    'stack+page:4': design([...v2_6_15, stack_and_page(4)], holds, {
      unreachable: {
        ...present,
        'tlb_flush_mmu.!tlb->need_flush: jumps': 'each gather has unmapped something since it was flushed',
        '*.tlb_remove_page.tlb_flush_mmu.batch != &tlb->local: jumps': noPage,
        'zap_page_range.tlb_finish_mmu.tlb_flush_mmu.batch != &tlb->local: jumps':
          'one page has room on the stack',
        'do_munmap.unmap_region.free_pgtables.free_pgd_range.pte_free_tlb.nr >= FREE_PTE_NR: falls':
          'the table is the first behind a flush, or in a page',
        'zap_page_range.unmap_vmas.unmap_page_range.tlb_remove_page.nr >= FREE_PTE_NR: falls':
          'one page has room on the stack',
      },
    }),
    'stack+page:1': design([...v2_6_15, stack_and_page(1)], holds, {
      unreachable: {
        ...present,
        '*.tlb_remove_page.tlb_flush_mmu.!tlb->need_flush: jumps': 'a page has just been gathered',
        '*.pte_free_tlb.tlb_flush_mmu.!tlb->need_flush: jumps': 'a table has just been gathered',
        '*.pte_free_tlb.tlb_flush_mmu.batch != &tlb->local: jumps': noPage,
        '*.tlb_remove_page.tlb_flush_mmu.batch != &tlb->local: jumps': noPage,
        'zap_page_range.unmap_vmas.unmap_page_range.tlb_remove_page.nr >= FREE_PTE_NR: jumps':
          'one page fills the stack',
      },
    }),
    '3.0:4': design([...v2_6_15, stack_and_page(4), flush_behind_lock(4)], holds, {
      unreachable: {
        'tlb_flush_mmu.!tlb->need_flush: jumps': 'each gather has unmapped something since it was flushed',
        ...onCpu1(4),
        'zap_page_range.unmap_vmas.unmap_page_range.ptep_get_and_clear: jumps':
          'nobody but who unmaps takes pages from the processes',
        'do_munmap.unmap_region.unmap_vmas.unmap_page_range.tlb_flush_mmu.batch != &tlb->local: jumps':
          noPage,
        'zap_page_range.tlb_finish_mmu.tlb_flush_mmu.batch != &tlb->local: jumps':
          'one page has room on the stack',
        'zap_pte_range.addr != end: falls': 'who breaks off comes to his last entry again, which is none now',
        'tlb_remove_page.nr >= FREE_PTE_NR: falls': 'the table is the first behind a flush, or in a page',
        'zap_page_range.unmap_vmas.unmap_page_range.__tlb_remove_page.nr >= FREE_PTE_NR: falls':
          'one page has room on the stack',
        'zap_page_range.unmap_vmas.unmap_page_range.if (force_flush) break: jumps':
          'one page has room on the stack',
        'zap_page_range.unmap_vmas.unmap_page_range.force_flush: falls': 'one page has room on the stack',
      },
    }),
    'preempt-notifier': design([...v2_6_15, preempt_notifier], holds, {
      unreachable: {
        ...present,
        ...blocks,
        'tlb_remove_page.nr >= FREE_PTE_NR: falls': roomForAll,
        '*.unmap_vmas.preempted.fire_sched_out_preempt_notifiers.!tlb->need_flush: jumps':
          'pages have just been gathered',
        'do_munmap.unmap_region.tlb_finish_mmu.tlb_flush_mmu.!tlb->need_flush: jumps':
          'the table has just been gathered',
      },
    }),
    'percpu-preemptible': design([...v2_6_15, percpu_preemptible], violated(noStaleTranslation.name)),
  },
  unreachable: {
    'put_page.put_page_testzero: jumps': 'nobody else has a reference to a page that is mapped',
    ...onCpu1(3),
    ...onCpu1(5),
    ...onNoOther(3),
    ...onNoOther(5),
    'zap_page_range.unmap_vmas.unmap_page_range.next: jumps': 'it unmaps one page',
    'zap_page_range.unmap_vmas.vma = vma->vm_next: jumps': 'it unmaps one vma',
  },
  abstractions: [
    'tasks stay on their CPU',
    'blocks of 3 pages for those of 8 with preemption, and room for 8 in a batch per CPU, or in a page, for 506',
    'one level of page tables, whose entry a CPU may cache too',
    'of the stores of a user the walks alone: what they fill is never to have anything that is free',
    'of what CPUs have in their TLBs, that of one process: the other one runs on no other CPU',
  ],
});
