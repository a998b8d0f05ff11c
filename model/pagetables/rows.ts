import { at, deref, type Ptr } from '../language/index.ts';
import type { Mm } from './mm.ts';

/** A thread that has a page. */
export interface HasPage {
  page: Ptr<'page'>;
}
/** A thread that has a vma. */
export interface HasVma {
  vma: Ptr<'vma'>;
}
/** A thread that has a page table. */
export interface HasTable {
  pgtable: Ptr<'pgtable'>;
}
/** A thread that has a gather. */
export interface HasGather {
  tlb: string | null;
}
/** A thread that has an address. */
export interface HasAddress {
  addr: number;
}

/** The rows behind the pointers of a thread. */
export const page_of = (s: Mm, my: HasPage) => deref(s.page, my.page);
/** The page of a thread, for the functions of references. */
export const page = (_s: Mm, my: HasPage) => my.page;
/** The vma of a thread. */
export const vma_of = (s: Mm, my: HasVma) => deref(s.vma, my.vma);
/** `vma = vma->vm_next`, and whether there is one. */
export const next_vma = (s: Mm, my: HasVma) => {
  my.vma = vma_of(s, my).next;
  return my.vma !== null;
};
/** vma->vm_mm */
export const mm_of = (s: Mm, my: HasVma) => deref(s.mm, vma_of(s, my).mm);
/** The pte of an address in a table, which is touched. */
export const pte_of = (s: Mm, my: HasTable & HasAddress) => deref(s.pgtable, my.pgtable).pte[my.addr]!;
/** mm->page_table_lock */
export const page_table_lock = (s: Mm, my: HasVma) => mm_of(s, my).page_table_lock;
/** The lock in the struct page of the table, from 2.6.15 on. */
export const split_ptlock = (s: Mm, my: HasTable) => deref(s.pgtable, my.pgtable).ptl;

type Gather = Mm['cpu'][number]['mmu_gathers'];
/** An array of pages. */
export type Batch = Mm['cpu'][number]['batch'];
/** *tlb */
export const gather_of = (s: Mm, my: HasGather) => at<Gather>(s, my.tlb);
/** The array that the gather uses. */
export const batch_of = (s: Mm, my: HasGather) => at<Batch>(s, gather_of(s, my).active);

/** How many references to the page batches have. */
export const gatheredIn = (s: Mm, page: number): number => {
  let held = 0;
  const batches = [
    ...s.cpu.map((cpu) => cpu.batch),
    ...s.task.flatMap((task) => [task.batch, task.batch_page]),
  ];
  for (const batch of batches) for (let i = 0; i < batch.nr; i++) if (batch.pages[i]!.page === page) held++;
  return held;
};
