import {
  bool,
  count,
  deref,
  goto,
  oneStep,
  type Ptr,
  record,
  type StateOf,
  table,
} from '../language/index.ts';
import { type Current, heldPages, userStore } from '../primitives/index.ts';
import { mm, ptes } from './mm.ts';

const more = {
  page: { PG_writeback: bool() },
  mm: {
    /** Whether who unmaps in batches may have a flush of it before him. */
    tlb_flush_batched: bool(),
    /** How many gather what they unmap of it. */
    tlb_flush_pending: count(2),
  },
  pgtable: { pte: table(ptes, { read_only: bool() }) },
  /** The pages that reclaim has isolated, with a reference to each. */
  page_list: record({ pages: heldPages() }),
  /** struct tlbflush_unmap_batch, of a batch whose cpumask is CPU 1. */
  task: { tlb_ubc: record({ flush_required: bool(), writable: bool() }) },
};
const batch = mm.extend(more);

/** The state of page tables with flushes that are put off. */
export interface BatchMm extends StateOf<(typeof batch)['root']['fields']> {}

/** Address spaces whose translations are flushed later, and on behalf of others. */
export const batchMm = mm.extend<typeof more, BatchMm>(more);

/** The mm of a thread. */
export const mm_at = (s: BatchMm, my: { readonly mm: Ptr<'mm'> }) => deref(s.mm, my.mm);
/** &current->tlb_ubc */
export const tlb_ubc = (s: BatchMm, my: Current) => s.task[my.current]!.tlb_ubc;

interface Access {
  readonly cpu: number;
  readonly addr: number;
}
const page_walk = (s: BatchMm, my: Access) => {
  const pmd = s.mm[0]!.pmd;
  const { page, read_only } = deref(s.pgtable, pmd).pte[my.addr]!;
  return { page, write: !read_only };
};

const store = userStore('store', {
  tlb: (s: BatchMm, my: Access) => s.tlb[my.cpu]!.entry[my.addr]!.entry,
  walk: page_walk,
  fault: 'return',
});

/** A thread of mm 0 in user space, which stores to one address, until it faults; its page of ptes stays. */
export const user_writes = batchMm.fn(
  'user_writes',
  'user space, and the walks of the CPU',
  { addr: count(7) },
  {},
  {
    store: oneStep('a pte is one word, and no flush comes into a walk', store.store),
    'store: access': store['store: access'],
    again: goto('store'),
  },
);
