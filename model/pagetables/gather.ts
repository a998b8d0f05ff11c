import { addressOf, call, count, goto, type Ptr, pointer, row, unless } from '../language/index.ts';
import {
  BUG_ON,
  type Current,
  giveReference,
  kmem_cache_free,
  preempt_disable,
  preempt_enable,
  put_page_testzero,
  takeReference,
} from '../primitives/index.ts';
import { flush_tlb_mm } from './flush.ts';
import { type Mm, mm, mmu_gather, room } from './mm.ts';
import { batch_of, gather_of, type HasGather, type HasPage, page, page_of } from './rows.ts';
import { mayEndAtomic, work } from './work.ts';

const tlb = { tlb: mmu_gather };
const put = put_page_testzero(page);
const takes = takeReference(page);
const gives = giveReference(page);

/** Drops a reference, and frees the page with the last one; a page of ptes is none any more then. */
export const put_page = mm.fn(
  'put_page',
  'mm/swap.c v2.6.15, with free_hot_cold_page of mm/page_alloc.c',
  { page: pointer('page') },
  {},
  {
    put_page_testzero: unless((s: Mm, my: HasPage & Current) => {
      work(s, my);
      return put(s, my);
    }, 'return'),
    free_hot_cold_page: (s, my) => {
      BUG_ON(page_of(s, my).mapcount > 0, 'bad_page: page_mapcount(page)');
      const table = s.pgtable.findIndex((its) => its.slab.inuse && its.page === my.page);
      if (table >= 0) kmem_cache_free(s.pgtable[table]!, s);
    },
  },
);

/** Drops the references of the batch. */
export const free_pages_and_swap_cache = mm.fn(
  'free_pages_and_swap_cache',
  'mm/swap_state.c v2.6.15',
  tlb,
  { i: count(room), page: pointer('page') },
  {
    /** `while (i < nr)`, and the next one. */
    'page = pages[i++]': unless((s, my) => {
      const { nr, pages } = batch_of(s, my);
      if (my.i >= nr) return false;
      const slot = pages[my.i]!;
      my.page = slot.page;
      slot.page = null;
      my.i++;
      takes(s, my);
      return true;
    }, 'return'),
    put_page: call(put_page),
    again: goto('page = pages[i++]'),
  },
);

/** `tlb->mm`, which is flushed next; the flushes of mm 0 are counted. */
export const mm_to_flush = (s: Mm, my: HasGather & { mm: Ptr<'mm'> }) => {
  my.mm = gather_of(s, my).mm;
  if (my.mm === 0) s.flushes++;
};

/** Flushes, and then frees what nobody can have in his TLB any more. */
export const tlb_flush_mmu = mm.fn(
  'tlb_flush_mmu',
  'include/asm-generic/tlb.h v2.6.15',
  tlb,
  { mm: pointer('mm') },
  {
    '!tlb->need_flush': unless((s, my) => gather_of(s, my).need_flush, 'return'),
    'tlb->need_flush = 0': (s, my) => {
      gather_of(s, my).need_flush = false;
    },
    'tlb->mm': mm_to_flush,
    tlb_flush: call(flush_tlb_mm),
    free_pages_and_swap_cache: call(free_pages_and_swap_cache),
    'tlb->nr = 0': (s, my) => {
      batch_of(s, my).nr = 0;
    },
  },
);

/** Begins a gather, which is that of the CPU: nobody else comes to this CPU before it is over. */
export const tlb_gather_mmu = mm.fn(
  'tlb_gather_mmu',
  'include/asm-generic/tlb.h v2.6.15, on several CPUs',
  { mm: pointer('mm') },
  tlb,
  {
    get_cpu_var: (s, my) => {
      preempt_disable(s, my);
      my.tlb = addressOf('cpu[].mmu_gathers', row('cpu', my.cpu));
    },
    'tlb->mm = mm': (s, my) => {
      gather_of(s, my).mm = my.mm;
    },
    'tlb->nr = 0U': (s, my) => {
      batch_of(s, my).nr = 0;
    },
  },
);

/** Ends a gather, and flushes and frees what it has. */
export const tlb_finish_mmu = mm.fn(
  'tlb_finish_mmu',
  'include/asm-generic/tlb.h v2.6.15',
  tlb,
  {},
  {
    tlb_flush_mmu: call(tlb_flush_mmu),
    put_cpu_var: mayEndAtomic(preempt_enable),
  },
);

type Into = Current & HasGather & HasPage & { nr: number };
/** What tlb_remove_page() does first, up to the test whether there is room for another page. */
export const into_batch = {
  'tlb->need_flush = 1': (s: Mm, my: Into) => {
    gather_of(s, my).need_flush = true;
  },
  'nr = tlb->nr': (s: Mm, my: Into) => {
    my.nr = batch_of(s, my).nr;
  },
  'tlb->pages[nr] = page': (s: Mm, my: Into) => {
    batch_of(s, my).pages[my.nr]!.page = my.page;
  },
  'tlb->nr = nr + 1': (s: Mm, my: Into) => {
    batch_of(s, my).nr = my.nr + 1;
    gives(s, my);
  },
  'nr >= FREE_PTE_NR': unless((s: Mm, my: Into) => my.nr + 1 >= batch_of(s, my).max, 'return'),
};

/** The page, whose translation is gone from the page table, goes into the batch with the reference of the pte. */
export const tlb_remove_page = mm.fn(
  'tlb_remove_page',
  'include/asm-generic/tlb.h v2.6.15, on several CPUs',
  { ...tlb, page: pointer('page') },
  { nr: count(room) },
  {
    ...into_batch,
    tlb_flush_mmu: call(tlb_flush_mmu),
  },
);
