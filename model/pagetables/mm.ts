import {
  address,
  bool,
  count,
  ghost,
  machine,
  pointer,
  record,
  rowSet,
  type StateOf,
  size,
  table,
  tasks,
} from '../language/index.ts';
import {
  callSingleData,
  irqFields,
  kernelChecks,
  pageRefFields,
  pageRefs,
  slab,
  spinlock,
  taskFields,
  tlbEntry,
} from '../primitives/index.ts';

/** How many entries the array of a batch has room for at most; how many it is used for is its `max`. */
export const room = size('room', 3);
const pages = size('pages', 3);
const tables = size('tables', 1);
/** How many entries a page of ptes has. */
export const ptes = size('ptes', 2);
const mms = size('mms', 1);
const vmas = size('vmas', 2);

/** Where a struct mmu_gather is: per CPU, or on the stack of a task. */
export const mmu_gather = address('cpu[].mmu_gathers', 'task[].mmu_gather');
/** Where an array of pages is: per CPU, on the stack, or in a page that has been allocated for it. */
const mmu_gather_batch = address('cpu[].batch', 'task[].batch', 'task[].batch_page');

/** The pages of a batch, `nr` of them; the array is the model's as long as no other one is named. */
const batch = () =>
  record({ nr: count(room), max: count(room), pages: table(room, { page: pointer('page') }) });
/** struct mmu_gather, include/asm-generic/tlb.h; `active` is the array that it uses, `next` whether there is a page too. */
const gather = () =>
  record({ mm: pointer('mm'), need_flush: bool(), active: mmu_gather_batch, next: bool() });

const shape = {
  /** struct page, of data or of a page table. */
  page: table(pages, {
    ...pageRefs(4),
    mapcount: count(2),
    /** page->index, which is the address too: all vmas begin at 0. */
    index: count(7),
    /** Whether the page cache or the swap cache has it, which is one reference. */
    cached: bool(),
  }),
  /** A page full of ptes, the one level of tables that there is below the pmd; a pte is the page that it maps, or null. */
  pgtable: slab(tables, {
    page: pointer('page'),
    ptl: spinlock(),
    pte: table(ptes, { page: pointer('page') }),
  }),
  mm: table(mms, {
    page_table_lock: spinlock(),
    pmd: pointer('pgtable'),
    /** cpu_vm_mask, without the CPU that asks: whether CPU 1 runs the mm. */
    on_cpu1: bool(),
  }),
  /** vm_area_struct: from `start` up to `end`, and `next` in the list of the mm. */
  vma: table(vmas, {
    mm: pointer('mm'),
    next: pointer('vma'),
    start: count(7),
    end: count(7),
    anon_vma: pointer('anon_vma'),
    vm_file: bool(),
  }),
  anon_vma: table(1, { lock: spinlock(), head: rowSet('vma') }),
  /** The address_space of the one file. */
  mapping: record({ i_mmap_lock: spinlock(), i_mmap: rowSet('vma') }),
  /** What a CPU has of mm 0: a table that its walks begin at, and a translation an address. */
  tlb: table(2, { pde: ghost(pointer('pgtable')), entry: table(ptes, { entry: tlbEntry() }) }),
  /** The call of CPU 1 by CPU 0. */
  csd: callSingleData(),
  cpu: table(1, { mmu_gathers: gather(), batch: batch() }),
  task: tasks({
    ...taskFields(6),
    ...irqFields(),
    ...pageRefFields(),
    mmu_gather: gather(),
    batch: batch(),
    /** The array in a page that the gather has allocated. */
    batch_page: batch(),
    /** What has been done since preemption was possible last: see work.ts. */
    unbroken: ghost(count(15)),
    /** Of that, what is done to give vmas and tables up. */
    unbroken_tables: ghost(count(7)),
  }),
  /** How often a gather has flushed mm 0. */
  flushes: ghost(count(15)),
};

/** The state of the machine: pages, page tables, vmas, what leads to them, TLBs and gathers. */
export interface Mm extends StateOf<typeof shape> {}

/** Address spaces whose page tables exist or are freed, at the granularity of include/asm-generic/tlb.h and mm/memory.c. */
export const mm = machine<typeof shape, Mm>(shape, kernelChecks);
