import {
  count,
  machine,
  oneOf,
  pointer,
  rowSet,
  type StateOf,
  size,
  table,
  tasks,
  word,
} from '../language/index.ts';
import { kernelChecks, pageLock, rwsem, slab, spinlock, taskFields } from '../primitives/index.ts';

const pages = size('pages', 2);
const vmas = size('vmas', 2);
const anonVmas = size('anon_vmas', 2);

const shape = {
  /** struct page, the fields that migration of an anonymous page reads and writes. */
  page: table(pages, {
    lock: pageLock(),
    /** `_count`: present ptes, the swap cache, an isolation and an unflushed mmu_gather batch hold one each. */
    count: count(4),
    /** page_mapcount(): the number of present ptes, 0 where the kernel's `_mapcount` is -1. */
    mapcount: count(2),
    /** page->mapping of an anonymous page, without its PAGE_MAPPING_ANON bit. */
    mapping: pointer('anon_vma'),
    PG_swapcache: oneOf('clear', 'set'),
  }),
  /** vm_area_struct, one an mm and one page long: its mm's mmap_sem, pte lock and pte stand in the same row. */
  vma: table(vmas, {
    mmap_sem: rwsem(),
    anon_vma: pointer('anon_vma'),
    ptl: spinlock(),
    /** What the pte is, and the page that a present one or a migration entry names. */
    pte: word({ entry: oneOf('none', 'present', 'migration', 'swap'), page: pointer('page') }),
  }),
  /** struct anon_vma of 2.6.34 to 3.0: which counters are in use is a matter of the design. */
  anon_vma: slab(
    anonVmas,
    {
      lock: spinlock(),
      /** anon_vma->head: the vmas linked into it; one walks them lowest first. */
      head: rowSet('vma'),
      ksm_refcount: count(2),
      migrate_refcount: count(2),
      external_refcount: count(2),
      refcount: count(4),
    },
    { typesafeByRcu: true },
  ),
  task: tasks(taskFields()),
};

/** The state of the machine: pages, vmas, anon_vmas and tasks. */
export interface Mm extends StateOf<typeof shape> {}

/** Anonymous pages, their mappings and their reverse mapping, at the granularity of include/linux/{mm_types,rmap}.h. */
export const mm = machine<typeof shape, Mm>(shape, kernelChecks);
