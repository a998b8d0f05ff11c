import {
  bool,
  count,
  machine,
  oneOf,
  pointer,
  record,
  type StateOf,
  size,
  table,
  tasks,
  word,
} from '../language/index.ts';
import {
  heldPages,
  kernelChecks,
  list_head,
  pageContents,
  pageLock,
  pageRefFields,
  pageRefs,
  rwsem,
  slab,
  spinlock,
  storedContents,
  taskFields,
  tlbEntry,
} from '../primitives/index.ts';

const pages = size('pages', 2);
const mms = size('mms', 2);
const vmas = size('vmas', 2);
export const addresses = size('addresses', 1);
const anonVmas = size('anon_vmas', 1);
const avcs = size('avcs', 2);
const users = size('users', 1);
export const values = size('values', 1);

/** What a pte says, which is loaded and stored at once: a page, if it is present or a migration entry; see model/swap for others. */
export const pteFields = {
  kind: oneOf('none', 'present', 'migration', 'swap'),
  write: bool(),
  page: pointer('page'),
};

/** Locals or parameters for where a function is in memory. */
export const atAddress = { mm: pointer('mm'), address: count(addresses) };

const same_anon_vma = list_head('avc[].same_anon_vma', 'anon_vma[].head');
const same_vma = list_head('avc[].same_vma', 'vma[].anon_vma_chain');

const shape = {
  /** struct mm_struct, and its page table: a pte an address, each in a page table of its own, with a lock of its own. */
  mm: table(mms, {
    mmap_sem: rwsem(),
    pte: table(addresses, { lock: spinlock(), value: word(pteFields), stored: storedContents(values) }),
  }),
  /** struct vm_area_struct of private anonymous memory: the addresses from vm_start on, vm_end not among them. */
  vma: table(vmas, {
    vm_mm: pointer('mm'),
    vm_start: count(addresses),
    vm_end: count(addresses),
    vm_pgoff: count(addresses),
    anon_vma: pointer('anon_vma'),
    anon_vma_chain: same_vma,
  }),
  /** struct anon_vma_chain; before 2.6.34 the anon_vma_node of its vma, which had no other. */
  avc: slab(avcs, {
    vma: pointer('vma'),
    anon_vma: pointer('anon_vma'),
    same_vma,
    same_anon_vma,
  }),
  /** struct anon_vma: its list is walked in the order of its links. */
  anon_vma: slab(anonVmas, { lock: spinlock(), head: same_anon_vma }, { typesafeByRcu: true }),
  /** struct page of anonymous memory. */
  page: table(pages, {
    ...pageRefs(size('references', 4)),
    lock: pageLock(),
    /** page_mapcount(): the number of present ptes, 0 where the kernel's `_mapcount` is -1. */
    mapcount: count(size('mappings', 2)),
    /** page->mapping without its PAGE_MAPPING_ANON bit. */
    mapping: pointer('anon_vma'),
    index: count(addresses),
    /** Whether the allocator has it. */
    free: bool(),
    contents: pageContents(values),
  }),
  /** What has been isolated from the LRU, or allocated to move it to: a reference each. */
  isolated: record({ pages: heldPages() }),
  /** References that are somebody's of whom the scenario says no more, as get_user_pages() takes them. */
  others: record({ pages: heldPages() }),
  /** The CPU of a user thread, as far as it goes: the TLB has the one address of the one mm that the thread uses. */
  user: table(users, { mm: pointer('mm'), address: count(addresses), tlb: tlbEntry() }),
  /** `unmapped` has what was the reference of a pte until its page is released. */
  task: tasks({ ...taskFields(), ...pageRefFields(), unmapped: record(pageRefFields()) }),
};

/** The state of the machine: address spaces, their page tables, pages, anon_vmas and who uses them. */
export interface Memory extends StateOf<typeof shape> {}

/**
 * Address spaces and the anonymous memory in them, at the granularity of include/linux/mm_types.h, with mms, vmas, avcs,
 * ptes and pages in tables of their own, each page's references by their holders, and what users have stored.
 */
export const memory = machine<typeof shape, Memory>(shape, kernelChecks);
